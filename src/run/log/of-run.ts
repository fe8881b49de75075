import { type ErrorKind, MarginLabError } from '../../base/errors.ts';
import type { Study } from '../../study/study.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Task } from '../execute/task.ts';
import type { Family } from '../plan/family.ts';
import { readVersions } from '../store/versions.ts';
import type { LogLevel } from './events.ts';
import { createRunLog, type LogEntry, type LogFields, type RunLog } from './run-log.ts';

/** Begins the log of a run. Its lines wait for a file where the run has a folder. */
export function beginLog(
  study: Study,
  options: {
    readonly clock?: Clock;
    readonly logLevel?: LogLevel;
    readonly onLog?: (entry: LogEntry) => void;
    readonly results?: string | null;
    readonly resume?: boolean;
  },
): RunLog {
  const { clock = systemClock, logLevel = 'info', onLog = () => {}, results = null, resume = false } = options;
  const log = createRunLog(clock, logLevel, onLog);
  if (results === null) log.writeTo(() => {});
  const { marginLab, stream, kernel, node } = readVersions();
  log.tell('started', {
    name: study.name,
    scenarios: study.scenarios.length,
    paths: study.scenarios.reduce((sum, { paths }) => sum + paths, 0),
    resume,
    marginLab,
    stream,
    kernel,
    node,
    platform: `${process.platform} ${process.arch}`,
  });
  return log;
}

/** Tells how a run ended that did not finish, and gives the error back. */
export function tellEnd(log: RunLog, error: unknown): unknown {
  const kind = error instanceof MarginLabError ? error.kind : 'bug';
  const message = error instanceof Error ? error.message : String(error);
  const stack = kind === 'bug' && error instanceof Error ? { stack: error.stack } : {};
  log.tell(isStop(kind) ? 'stopped' : 'failed', { kind, message, ...stack });
  return error;
}

/** Whether a run was asked to end, as opposed to having failed. */
export function isStop(kind: ErrorKind): boolean {
  return kind === 'interrupted' || kind === 'terminated' || kind === 'hangup';
}

/** Which paths a task computes. */
export function placeOf({ firstPath, count }: Task, { scenarios }: Family): LogFields {
  return { scenarios: scenarios.map(({ scenario }) => scenario.name), firstPath, count };
}
