import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { streamVersion } from '../../src/random/stream-version.ts';
import { goldenDigest } from './support/golden.ts';

/**
 * SHA-256 of every bit of every outcome column of a small scenario with everything in it: Student-t shocks, regimes,
 * jumps, funding, coins, two schemes, 200 paths.
 *
 * It changes only with a new `streamVersion`, or with a change that the changelog calls value-breaking. If it changed and
 * you meant neither, the change is a bug, however small.
 */
const pinned = { streamVersion: 1, digest: '005f1d5a12d090cdaac47d5678fda503c7fe7f4417898e8dbd34ef3e4f226691' };

const script = fileURLToPath(new URL('support/golden.ts', import.meta.url));

describe('the same bits', () => {
  it('as ever', () => {
    expect({ streamVersion, digest: goldenDigest() }).toEqual(pinned);
  });

  it('in a worker thread', async () => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const worker = new Worker(script, { workerData: 'golden' });
    worker.on('message', resolve);
    worker.on('error', reject);
    expect(await promise).toBe(pinned.digest);
    await worker.terminate();
  });

  // The compilers of the engine may each do arithmetic as they like, within what IEEE 754 leaves open: nothing, for + - x / and sqrt.
  it.each([
    ['the interpreter alone', '--max-opt=0'],
    ['the baseline compiler alone', '--max-opt=1'],
    ['the middle tier', '--max-opt=2'],
    ['the top tier at once', '--always-turbofan'],
  ])('by %s', (_, flag) => {
    const output = execFileSync(process.execPath, [flag, script], { encoding: 'utf8' });
    expect(output.trim()).toBe(pinned.digest);
  });
});
