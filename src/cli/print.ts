import { printable } from '../base/printable.ts';
import { terminal } from '../report/render/terminal.ts';
import type { Section } from '../report/sections/section.ts';
import { terminalStyle } from './terminal.ts';

/** Prints sections as the stream wants its text; nothing of none. */
export function print(sections: readonly Section[], stream: NodeJS.WriteStream = process.stdout): void {
  if (sections.length > 0) stream.write(`${terminal.render(sections, terminalStyle(stream))}\n`);
}

/** Prints a line of text on stdout. */
export function printLine(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}
