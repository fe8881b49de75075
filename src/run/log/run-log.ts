import { printableLines } from '../../base/printable.ts';
import type { Clock } from '../clock.ts';
import { type LogLevel, logLevels, type RunEvent, runEvents } from './events.ts';

/** What a log says of an event, by names. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One line of a log: when (ISO 8601, UTC), how grave, what, and what there is to say of it. */
export interface LogEntry extends LogFields {
  readonly time: string;
  readonly level: LogLevel;
  readonly event: RunEvent;
}

/** The log of one run: events by their names, as they happen. */
export interface RunLog {
  tell(event: RunEvent, fields?: LogFields): void;
  /** Gives the lines so far, and from now on every line when it is told, to somebody else than before. */
  writeTo(write: (lines: string) => void): void;
}

/** Makes a log of the events up to a level. `onEntry` hears of each; what is told before somebody takes the lines waits for him. */
export function createRunLog(clock: Clock, level: LogLevel, onEntry: (entry: LogEntry) => void): RunLog {
  const most = logLevels.indexOf(level);
  let waiting = '';
  let write = (lines: string): void => {
    waiting += lines;
  };
  return {
    tell(event, fields = {}) {
      const of = runEvents[event].level;
      if (logLevels.indexOf(of) > most) return;
      const entry = { time: new Date(clock.now()).toISOString(), level: of, event, ...fields };
      write(formatEntry(entry));
      onEntry(entry);
    },
    writeTo(other) {
      write = other;
      if (waiting !== '') write(waiting);
      waiting = '';
    },
  };
}

/** An entry as a line of JSON, without anything that a terminal would obey. */
export function formatEntry(entry: LogEntry): string {
  const line = JSON.stringify(entry, (_, value: unknown) =>
    typeof value === 'string' ? printableLines(value) : value,
  );
  return `${line}\n`;
}
