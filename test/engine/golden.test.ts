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
        "f64": "7b7e1322f94a8ec26d10026e1a59b72a83e4b9569f6040146c59fb5a00265087",
        "f64EveryStep": "5fce8eb0d2a12bd6235a06cdc821be3bc8b3eef83502153da61dbc117e92386a",
        "mixed": "13553f9bf8697f449b8baf74225bc1f3d534c4826098df6412879e1099fe6935",
        "mixedEveryStep": "bbf3dc6969401420bbbefaffe55d88c2f99e5429e545d6e1d159b78d54b0e2e3",
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
