import type { Style } from '../report/style.ts';

/** How stdout, or another stream, wants its text: plain when it is no terminal or NO_COLOR is set (no-color.org), colours anyway under FORCE_COLOR. */
export function terminalStyle(stream: NodeJS.WriteStream = process.stdout): Style {
  const { NO_COLOR: noColour = '', FORCE_COLOR: force = '' } = process.env;
  const wanted = force !== '' && force !== '0';
  const colours = noColour === '' && (wanted || stream.isTTY);
  return { colours, width: Math.max(60, Math.min(stream.columns ?? 120, 160)) };
}
