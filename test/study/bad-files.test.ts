import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.ts';
import { loadStudy } from '../../src/study/load.ts';

const folder = relative(process.cwd(), fileURLToPath(new URL('../fixtures/bad', import.meta.url)));
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .toSorted();

function errorOf(file: string): unknown {
  try {
    loadStudy(join(folder, file));
  } catch (error) {
    return error;
  }
  return null;
}

/** Faults that a text without position has: it could not be opened. */
const withoutPosition = new Set(['not-utf8.yaml']);

describe('a broken experiment file', () => {
  it('exists for at least 40 faults', () => {
    expect(files.length).toBeGreaterThanOrEqual(40);
  });

  it.each(files)('%s is an input error with line and column', (file) => {
    const error = errorOf(file);
    expect(error).toBeInstanceOf(InputError);
    const { diagnostics, exitCode, message } = error as InputError;
    expect(exitCode).toBe(2);
    expect(message).not.toMatch(/\n\s+at |undefined|\[object|NaN|Infinity/);
    for (const { file: named, line, column, what } of diagnostics) {
      expect(named).toContain(folder);
      expect(what).not.toBe('');
      if (withoutPosition.has(file)) continue;
      expect(line).toBeGreaterThanOrEqual(1);
      expect(column).toBeGreaterThanOrEqual(1);
    }
  });

  it('is answered by these messages, which were read one by one', async () => {
    const messages = files.map((file) => {
      const error = errorOf(file);
      const text = error instanceof InputError ? error.message : 'accepted';
      return text.replaceAll(`${folder}/`, '');
    });
    await expect(`${messages.join('\n')}\n`).toMatchFileSnapshot('../fixtures/bad/messages.txt');
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['no-such-file.yaml', 'there is no such file'],
    ['markets', 'it is a folder'],
    ['yaml-empty.yaml/x.yaml', 'a part of the path is no folder'],
  ])('%s is an input error that says why', (file, reason) => {
    const error = errorOf(file);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toBe(`${join(folder, file)}: the file cannot be read: ${reason}`);
  });

  it('never waits for a device', () => {
    expect(() => loadStudy('/dev/null')).toThrow(/no ordinary file|there is no such file/);
  });
});
