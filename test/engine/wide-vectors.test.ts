import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { wideVectors } from '../../src/cli/wide-vectors.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';
import { withImages } from './support/images.ts';
import { livelyScenario, precisions } from './support/scenario.ts';

/** Everything is compiled at once by the compiler that joins vectors, so that no step runs in code of the other. */
const atOnce = ['--no-liftoff', '--no-wasm-tier-up'];
const launcher = fileURLToPath(new URL('../../src/cli/margin-lab.mjs', import.meta.url));

it('the kernel leaves the same bits in its memory with pairs of vectors joined, for random scenarios of every kind', () => {
  const random = seeded('wide vectors');
  const scenarios = precisions.flatMap((precision) => [
    livelyScenario({ precision }, 5),
    livelyScenario({ precision, watch: 'every-step' }, 5),
    ...Array.from({ length: 30 }, () => randomScenario(random, { precision })),
  ]);
  withImages(scenarios, (run) => {
    const joined = run(process.execPath, [...atOnce, wideVectors]);
    expect(new Set(joined.map((digest) => JSON.stringify(digest))).size).toBe(scenarios.length);
    expect(joined).toEqual(run(process.execPath, atOnce));
  });
});

it.skipIf(!hasWideVectors())('the program joins them, in the passes that take most of the time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-trace-'));
  const trace = join(folder, 'trace.txt');
  const flags = [...atOnce, '--no-wasm-lazy-compilation', '--trace-wasm-revectorize'];
  try {
    // Into a file: what the compiler prints into a pipe that is full is lost.
    const file = openSync(trace, 'w');
    execFileSync(process.execPath, [...flags, launcher, 'bench', '--paths', '64'], {
      stdio: ['ignore', file, 'ignore'],
    });
    closeSync(file);
    // One line for each function of the kernel in which the compiler found pairs that are worth joining, in either precision: 76 when
    // this was written.
    const found = readFileSync(trace, 'utf8').match(/Decided? to vectorize/g) ?? [];
    expect(found.length).toBeGreaterThan(60);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Whether the processor has vectors of 256 bits, as far as Linux tells. */
function hasWideVectors(): boolean {
  const info = '/proc/cpuinfo';
  const has = existsSync(info) && /^flags.*\bavx2\b/m.test(readFileSync(info, 'utf8'));
  if (!has) console.log('skipped: needs a processor with AVX2, as told by /proc/cpuinfo');
  return has;
}
