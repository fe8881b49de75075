import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { streamVersion } from '../../src/random/stream-version.ts';
import { goldenDigests } from './support/golden.ts';

/**
 * SHA-256 of every bit of every outcome column of a small scenario with everything in it: Student-t shocks, regimes,
 * jumps, funding, coins, two schemes, 200 paths, watched at the ends of spans and at every step.
 *
 * It changes only with a new `streamVersion`, or with a change that the changelog calls value-breaking. If it changed and
 * you meant neither, the change is a bug, however small. If you meant it: `npx vitest run test/engine/golden.test.ts -u`.
 */

const script = fileURLToPath(new URL('support/golden.ts', import.meta.url));

describe('the same bits', () => {
  it('as ever', () => {
    expect({ streamVersion, ...goldenDigests() }).toMatchInlineSnapshot(`
      {
        "f64": "2a44d43185bf451e839705f3cf7a6101977eed75265b5055201cf7fc464d496e",
        "f64EveryStep": "f8f6ae8edc30d57f67f80c3923145c0fd3b4b5ef99e4c0b16ab05d32480855dd",
        "mixed": "e63c50921d4629130fda48f5364922edf297c98444bc6beca9260b812c0f89ac",
        "mixedEveryStep": "dfa9d8870f7010a65bc28f15e498894eadd6611a68d2c1d75229d498981d8570",
        "streamVersion": 2,
      }
    `);
  });

  it('in a worker thread', async () => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const worker = new Worker(script, { workerData: 'golden' });
    worker.on('message', resolve);
    worker.on('error', reject);
    expect(await promise).toEqual(goldenDigests());
    await worker.terminate();
  });

  // The compilers of the engine may each do arithmetic as they like, within what IEEE 754 leaves open: nothing, for + - x / and sqrt.
  // The kernel is WebAssembly, its events are JavaScript: each has two compilers of its own.
  it.each([
    ['the interpreter of JavaScript alone', ['--max-opt=0']],
    ['the baseline compiler of JavaScript alone', ['--max-opt=1']],
    ['the middle tier of JavaScript', ['--max-opt=2']],
    ['the top tier of JavaScript at once', ['--always-turbofan']],
    ['the baseline compiler of WebAssembly alone', ['--liftoff-only']],
    ['the optimising compiler of WebAssembly at once', ['--no-liftoff', '--no-wasm-tier-up']],
  ])('by %s', (_, flags) => {
    const output = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual(goldenDigests());
  });
});
