import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { wideVectors } from '../../src/cli/wide-vectors.ts';
import { streamVersion } from '../../src/engine/stream-key.ts';
import { goldenDigests } from './support/golden.ts';

/**
 * SHA-256 of every bit of every outcome column of a small scenario with everything in it: Student-t shocks, regimes,
 * jumps, funding, coins, two schemes, 200 paths, watched at the ends of spans and at every step, and in steps longer than its laws.
 *
 * It changes only with a new `streamVersion`, or with a change that the changelog calls value-breaking. If it changed and
 * you meant neither, the change is a bug, however small. If you meant it: `npx vitest run test/engine/golden.test.ts -u`.
 */

const script = fileURLToPath(new URL('support/golden.ts', import.meta.url));

describe('the same bits', () => {
  it('as ever', () => {
    expect({ streamVersion, ...goldenDigests() }).toMatchInlineSnapshot(`
      {
        "f64": "3d1c0024eb398d961e2f5e6279f4670549336ae1df63a9508033da42ba9afdec",
        "f64EveryStep": "0e0567ceedbecc0bc1ce5b6c1acfec956c24921730e72e74cbcbfee8f9499600",
        "f64LongSteps": "0f1071530558a3694fa879bacb434f617c7a1dc586261c84deb65603405b4530",
        "mixed": "97b1a327e349cadadff5ee062dc2543a874b9c2a84668c4e87d762641e9e9a66",
        "mixedEveryStep": "2d292dcc4a6cc5c960be565ba3b9b1b75ba9849cced9b1b4589a54370eff4d86",
        "mixedLongSteps": "8408732e96e0ef041214dfbc9bd2ba2cb43dd602c604661add34a6b44aef79a1",
        "streamVersion": 3,
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
    ['the same with pairs of vectors joined to wide ones', ['--no-liftoff', '--no-wasm-tier-up', wideVectors]],
  ])('by %s', (_, flags) => {
    const output = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual(goldenDigests());
  });
});
