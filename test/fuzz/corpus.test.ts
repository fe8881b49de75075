import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { kinds, readAs } from './kinds.ts';

const corpus = fileURLToPath(new URL('corpus/', import.meta.url));
const files = readdirSync(corpus);

describe('an input on which the fuzz once failed', () => {
  it.each(files)('%s is read, or refused in words about itself', async (file) => {
    const kind = file.split('-')[0]!;
    expect(Object.keys(kinds)).toContain(kind);
    expect((await readAs(kind, readFileSync(corpus + file))).fault).toBeNull();
  });
});

it.each(Object.entries(kinds))(
  'an example of %s is sound, so that changes of it are near to a sound file',
  async (kind, { examples, seal }) => {
    const contents = examples.map((example) => Buffer.from(example as Uint8Array));
    const endings = await Promise.all(contents.map((content) => readAs(kind, content)));
    expect(endings.some(({ isAccepted }) => isAccepted)).toBe(true);
    expect(endings.flatMap(({ fault }) => fault ?? [])).toEqual([]);
    // What was not changed has the right digests already.
    if (seal !== undefined)
      for (const content of contents) expect(Buffer.from(seal(content)).equals(content)).toBe(true);
  },
);
