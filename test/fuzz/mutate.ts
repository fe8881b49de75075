import { isUtf8 } from 'node:buffer';
import { chance, pick, type Random, whole } from '../support/random.ts';

/** What people and programs put where something else should be. */
const scraps = [
  '', ' ', '\n', '\r\n', '\t', ':', ': ', '-', '- ', ',', ';', '[', ']', '{', '}', '[]', '{}', '"', "'", '#', '&a ', '*a', '<<: *a', '!x ', '!!binary ', '|', '>', '%', '@', '---', '...',
  '0', '1', '-1', '-0', '1e308', '-1e308', '1e-308', '1e309', '0x1F', '007', '.nan', '.inf', '-.inf', 'NaN', 'Infinity', 'null', '~', 'true', '60%', '-5%', '1000%', '1e400%', '1_000', '1,000.5',
  '1h', '0h', '1s', '3h', '1e12w', 'each', 'one', 'BTC', 'USDT', 'nothing', '__proto__', 'constructor', 'toString', 'mean', '\u0000', '\u001b[31m', '\uFEFF', '\u2028', '\u202e', '💥', 'é', 'x'.repeat(3_000),
  '['.repeat(60), '{a: '.repeat(60), '99999999999999999999', '2024-02-30', '1700000000',
]; // biome-ignore format: a table

/** Changes of a text, by what they do to its structure. */
const changes: Readonly<Record<string, (text: string, random: Random) => string>> = {
  insert: (text, random) => spliced(text, random, 0),
  replace: (text, random) => spliced(text, random, whole(random, 1, 12)),
  cut: (text, random) => text.slice(0, whole(random, 0, text.length)),
  // A whole word or number becomes another: the change that survives parsing most often.
  token: (text, random) => withToken(text, random, () => pick(random, scraps)),
  swapTokens: (text, random) => {
    const words = text.match(/[A-Za-z0-9_.%-]+/g) ?? [''];
    return withToken(text, random, () => pick(random, words));
  },
  figure: (text, random) =>
    withToken(text, random, (word) => (/\d/.test(word) ? word.replace(/\d+/, (digits) => digits + pick(random, ['0', '.5', 'e9', 'e-9', '00000', '%'])) : `${word}1`)),
  duplicateLine: (text, random) => withLines(text, random, (lines, row) => lines.toSpliced(row, 0, lines[row]!)),
  deleteLine: (text, random) => withLines(text, random, (lines, row) => lines.toSpliced(row, 1)),
  swapLines: (text, random) => withLines(text, random, (lines, row) => lines.with(row, lines[row + 1] ?? '').with(Math.min(row + 1, lines.length - 1), lines[row]!)),
  moveLine: (text, random) => withLines(text, random, (lines, row) => lines.toSpliced(row, 1).toSpliced(whole(random, 0, lines.length - 1), 0, lines[row]!)),
  indent: (text, random) => withLines(text, random, (lines, row) => lines.with(row, pick(random, [' ', '  ', '\t', '    ']) + lines[row]!)),
  anchor: (text, random) => withToken(text, random, (word) => pick(random, [`&a ${word}`, `*a`, `!!str ${word}`])),
  lineEnds: (text, random) => text.replaceAll('\n', pick(random, ['\r\n', '\r', '\n\n'])),
  mark: (text) => `\uFEFF${text}`,
  twice: (text) => `${text}\n${text}`,
}; // biome-ignore format: a table

function spliced(text: string, random: Random, length: number): string {
  const at = whole(random, 0, text.length);
  return text.slice(0, at) + pick(random, scraps) + text.slice(at + length);
}

function withToken(text: string, random: Random, other: (word: string) => string): string {
  const tokens = [...text.matchAll(/[A-Za-z0-9_.%-]+/g)];
  const token = tokens[whole(random, 0, tokens.length - 1)];
  return token === undefined
    ? text
    : text.slice(0, token.index) + other(token[0]) + text.slice(token.index + token[0].length);
}

function withLines(text: string, random: Random, change: (lines: string[], row: number) => string[]): string {
  const lines = text.split('\n');
  return change(lines, whole(random, 0, lines.length - 1)).join('\n');
}

/** Bytes that are no text in UTF-8, or mean something to a decoder. */
const oddBytes = [[0xff], [0x80], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf], [0x00], [0x1f, 0x8b]]; // biome-ignore format: a table
const oddNumbers = [Number.NaN, Number.POSITIVE_INFINITY, -0, -1, 1e308, 5e-324, 2 ** 53];

/** Changes of bytes: of what no text editor could do, of how text is encoded, of what a file of numbers holds. */
const byteChanges: Readonly<Record<string, (content: Buffer, random: Random) => Buffer>> = {
  flip: (content, random) => withBytes(content, random, 1, (at) => content.writeUInt8(content[at]! ^ (1 << whole(random, 0, 7)), at)),
  insert: (content, random) => {
    const at = whole(random, 0, content.length);
    return Buffer.concat([content.subarray(0, at), Buffer.from(pick(random, oddBytes)), content.subarray(at)]);
  },
  prefix: (content, random) => Buffer.concat([Buffer.from(pick(random, oddBytes)), content]),
  cut: (content, random) => content.subarray(0, whole(random, 0, content.length)),
  double: (content, random) => withBytes(content, random, 8, (at) => content.writeDoubleLE(pick(random, oddNumbers), at)),
  word: (content, random) => withBytes(content, random, 4, (at) => content.writeUInt32LE(pick(random, [0, 1, 2 ** 31, 2 ** 32 - 1]), at)),
  zeros: (content, random) => content.fill(0, whole(random, 0, content.length)),
  swapped: (content, random) => {
    const at = whole(random, 0, content.length);
    return Buffer.concat([content.subarray(at), content.subarray(0, at)]);
  },
  utf16: (content, random) => {
    const wide = Buffer.from(`${pick(random, ['', '\uFEFF'])}${content.toString()}${pick(random, ['', '\uD800'])}`, 'utf16le');
    return chance(random, 0.3) ? wide.subarray(0, -1) : chance(random, 0.3) ? wide.swap16() : wide;
  },
}; // biome-ignore format: a table

function withBytes(content: Buffer, random: Random, bytes: number, write: (at: number) => void): Buffer {
  if (content.length >= bytes) write(whole(random, 0, content.length - bytes));
  return content;
}

/** A document after one to three changes: mostly of text where it is text, mostly of bytes where it is not. */
export function mutated(content: string | Uint8Array, random: Random): Uint8Array {
  let result: Buffer = Buffer.from(content as Uint8Array);
  for (let left = whole(random, 1, 3); left > 0; left--) {
    const encoding = isUtf8(result) ? 'utf8' : 'latin1';
    result = chance(random, encoding === 'utf8' ? 0.1 : 0.8)
      ? byteChanges[pick(random, Object.keys(byteChanges))]!(result, random)
      : Buffer.from(changes[pick(random, Object.keys(changes))]!(result.toString(encoding), random), encoding);
  }
  return result;
}
