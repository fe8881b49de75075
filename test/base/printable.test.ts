import { describe, expect, it } from 'vitest';
import { printable, printableLines } from '../../src/base/printable.ts';

describe('text from outside', () => {
  it.each([
    ['a\u001B[31mb', String.raw`a\x1b[31mb`],
    ['nul \0, delete \u007F, C1 \u009B', String.raw`nul \x00, delete \x7f, C1 \x9b`],
    ['turned \u202Eround\u2066', String.raw`turned \u202eround\u2066`],
    ['no\u200Bwidth\u200D\uFEFF\u00AD\u2060', String.raw`no\u200bwidth\u200d\ufeff\xad\u2060`],
    ['lines\u2028\u2029\n\r\t', String.raw`lines\u2028\u2029\n\r\t`],
    ['half \uD800 of one, \u{E0041} a tag', String.raw`half \ud800 of one, \u{e0041} a tag`],
  ])('%j is shown written out', (text, shown) => expect(printable(text)).toBe(shown));

  it.each(['é, e\u0301', '中文, देवनागरी, العربية', '👍🏽 👨‍👩‍👧 ❤️', '– ≤ ± σ √', 'a\\b "c"', ''])(
    '%j stays as it is',
    (text) => expect(printable(text)).toBe(text),
  );

  it('keeps its lines where they are its own', () => expect(printableLines('a\nb\r\nc')).toBe('a\nb\\r\nc'));
});
