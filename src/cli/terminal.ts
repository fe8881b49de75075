import { styleText } from 'node:util';
import { printable, printableLines } from '../base/printable.ts';
import type { Style } from '../report/render/style.ts';
import { formatProgress, type Progress } from '../run/progress.ts';

/** How stdout, or another stream, wants its text: plain when it is no terminal or NO_COLOR is set (no-color.org), colours anyway under FORCE_COLOR. */
export function terminalStyle(stream: NodeJS.WriteStream = process.stdout): Style {
  const { NO_COLOR: noColour = '', FORCE_COLOR: force = '' } = process.env;
  const wanted = force !== '' && force !== '0';
  const colours = noColour === '' && (wanted || stream.isTTY);
  return { colours, width: Math.max(60, Math.min(stream.columns ?? 120, 160)) };
}

/** Runs that end before this show no progress at all. */
const quietSeconds = 2;
const terminalSeconds = 0.1;
/** Between two lines in a log file. */
const pipeSeconds = 5;

/** What the display needs of stderr. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows progress on a stream: one line that is rewritten on a terminal, a plain line every few seconds elsewhere. */
export interface ProgressDisplay {
  readonly show: (progress: Progress) => void;
  /** Shows what is being done, of work that consists of many short runs. */
  readonly step: (what: string) => void;
  /** Prints a line of text without tearing the live line. */
  readonly say: (line: string) => void;
  /** Takes the live line away. */
  readonly end: () => void;
}

export function progressDisplay(stream: ProgressStream): ProgressDisplay {
  const live = stream.isTTY === true;
  const madeAt = performance.now();
  let shownAt = 0;
  let lineOpen = false;
  const clear = () => {
    if (lineOpen) stream.write('\r\u001B[2K');
    lineOpen = false;
  };
  const update = (seconds: number, text: (barWidth: number) => string) => {
    const due = shownAt === 0 ? quietSeconds : shownAt + (live ? terminalSeconds : pipeSeconds);
    if (seconds < due) return;
    shownAt = seconds;
    if (!live) {
      stream.write(`${text(0)}\n`);
      return;
    }
    const line = fit(text(20), (stream.columns ?? 80) - 1);
    stream.write(`\r\u001B[2K${styleText('cyan', line)}`);
    lineOpen = true;
  };
  return {
    show: (progress) => update(progress.seconds, (barWidth) => printable(formatProgress(progress, barWidth))),
    step: (what) => update((performance.now() - madeAt) / 1000, () => printable(what)),
    say(line) {
      clear();
      stream.write(`${printableLines(line)}\n`);
    },
    end: clear,
  };
}

/** A line longer than the terminal would wrap, and could not be rewritten. */
function fit(line: string, width: number): string {
  return line.length <= width ? line : line.slice(0, Math.max(0, width));
}
