import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { faultIn, kinds } from './kinds.ts';

const corpus = fileURLToPath(new URL('corpus/', import.meta.url));
const files = readdirSync(corpus);

describe('an input on which the fuzz once failed', () => {
  it.each(files)('%s is read, or refused in words about itself', (file) => {
    const kind = file.split('-')[0]!;
    expect(Object.keys(kinds)).toContain(kind);
    expect(faultIn(kind, readFileSync(corpus + file, 'utf8'))).toBeNull();
  });
});

it.each(Object.entries(kinds))(
  'an example of %s is sound, so that changes of it are near to a sound file',
  (kind, { examples }) => {
    const isSound = (example: string) => {
      try {
        kinds[kind]!.read(example);
        return true;
      } catch {
        return false;
      }
    };
    expect(examples.some(isSound)).toBe(true);
    expect(examples.map((example) => faultIn(kind, example)).filter((fault) => fault !== null)).toEqual([]);
  },
);
