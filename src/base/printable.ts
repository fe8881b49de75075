/**
 * What a terminal would obey instead of showing, or shows as nothing or elsewhere: control characters (also of the range from U+0080), marks that
 * turn the direction of text, characters without width, separators of lines and paragraphs, halves of characters. Of these, emoji are made with a
 * joiner between two of them and with a mark of their style: both stay.
 */
const unprintable =
  /(?!(?<=\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)\u200D\p{Extended_Pictographic})[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\uFE0E\uFE0F]]/gv;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text from outside as it may stand within one line of a message: what cannot be seen is written out, as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, written);
}

/** The same of text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function written(character: string): string {
  const code = character.codePointAt(0)!;
  const digits = code.toString(16);
  return (
    named[character] ??
    (code < 0x100
      ? `\\x${digits.padStart(2, '0')}`
      : code < 0x1_0000
        ? `\\u${digits.padStart(4, '0')}`
        : `\\u{${digits}}`)
  );
}
