import { describe, expect, it } from 'vitest';
import type { FileLock } from '../../../src/run/store/os-lock.ts';
import { type BreakFiles, runMix } from './mix.ts';

describe('a mix of the simulated run layer', () => {
  it('is decided by its seed: 20 seeds give what they gave before, line by line, and each something else', async () => {
    const digests = new Set<string>();
    for (let index = 0; index < 20; index++) {
      const [first, again] = [await runMix(`twice.${index}`), await runMix(`twice.${index}`)];
      expect(again.lines, `seed twice.${index}`).toEqual(first.lines);
      digests.add(first.digest);
    }
    expect(digests.size).toBe(20);
  });

  const nothing = async () => {};
  const freeLock: FileLock = { describe: nothing, release: nothing };
  const faults: Readonly<Record<string, BreakFiles>> = {
    'a lock that everybody gets': (files) => ({ ...files, lock: async () => freeLock }),
    'a flush of files that does nothing': (files) => ({ ...files, flush: nothing }),
    'a flush of folders that does nothing': (files) => ({ ...files, flushFolder: nothing }),
    'a write that arrives by half and says nothing': (files) => ({
      ...files,
      append: (path, content) => files.append(path, content.subarray(0, content.length >> 1)),
    }),
    'a folder that is never removed': (files) => ({ ...files, remove: nothing }),
  };

  it.each(Object.keys(faults))('fails within 200 mixes with %s', async (fault) => {
    let failures: readonly string[] = [];
    let mixes = 0;
    for (; failures.length === 0 && mixes < 200; mixes++)
      ({ failures } = await runMix(`planted.${mixes}`, faults[fault]));
    console.log(`${fault}: after ${mixes} mixes: ${failures[0]}`);
    expect(failures).not.toEqual([]);
  });
});
