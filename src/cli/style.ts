import type { Style } from '../report/render/style.ts';
import { terminal } from '../report/render/terminal.ts';
import type { Section } from '../report/sections/section.ts';

/** How stdout, or another stream, wants its text: plain when it is no terminal or NO_COLOR is set (no-color.org), colours anyway under FORCE_COLOR. */
function terminalStyle(stream: NodeJS.WriteStream = process.stdout): Style {
  const { NO_COLOR: noColour = '', FORCE_COLOR: force = '' } = process.env;
  const wanted = force !== '' && force !== '0';
  const colours = noColour === '' && (wanted || stream.isTTY);
  return { colours, width: Math.max(60, Math.min(stream.columns ?? 120, 160)) };
}

/** Prints sections as the stream wants its text; nothing of none. */
export function print(sections: readonly Section[], stream: NodeJS.WriteStream = process.stdout): void {
  if (sections.length > 0) stream.write(`${terminal.render(sections, terminalStyle(stream))}\n`);
}
