import { styleText } from 'node:util';

/** How text may look where it is shown. */
export interface Style {
  /** Whether colours and bold type are used. */
  readonly colours: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

export type Look = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Text as it is, or with escape codes around it. */
export function paint(style: Style, look: Look, text: string): string {
  return style.colours ? styleText(look, text, { validateStream: false }) : text;
}

/** Breaks text at spaces so that no line is longer than the width; lines after the first may be indented. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
