import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.ts';
import { createPathEvents } from '../../src/engine/events/path-events.ts';
import { createGroup } from '../../src/engine/group.ts';
import { LANES } from '../../src/engine/kernel.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';
import { otherNode } from './support/other-node.ts';
import { livelyScenario, precisions } from './support/scenario.ts';

const kernelFile = fileURLToPath(new URL('../../src/kernel/kernel.wasm', import.meta.url));
const script = fileURLToPath(new URL('support/bare-kernel.mjs', import.meta.url));

/** A group that is about to start: its memory, and the globals that the program has set. */
function imageOf(scenario: Scenario): { memory: Uint8Array; globals: Record<string, number> } {
  const compiled = compile(scenario);
  const plain = WebAssembly.Instance;
  const made: WebAssembly.Instance[] = [];
  WebAssembly.Instance = class extends plain {
    constructor(...given: ConstructorParameters<typeof plain>) {
      super(...given);
      made.push(this);
    }
  };
  try {
    const group = createGroup(compiled);
    createPathEvents(group, compiled).start();
    const globals: Record<string, number> = {};
    for (const [name, value] of Object.entries(made[0]!.exports)) {
      if (value instanceof WebAssembly.Global) globals[name] = Number(value.value);
    }
    return { memory: new Uint8Array(group.returns.buffer), globals };
  } finally {
    WebAssembly.Instance = plain;
  }
}

const node = otherNode();

it.skipIf(node === null)('the kernel leaves the same bits in its memory on another version of Node', () => {
  const random = seeded('another node');
  const scenarios = precisions.flatMap((precision) => [
    livelyScenario({ precision }, 5),
    ...Array.from({ length: 10 }, () => randomScenario(random, { precision })),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-images-'));
  try {
    const cases = scenarios.map((scenario, k) => {
      const { memory, globals } = imageOf(scenario);
      const image = join(folder, `${k}.bin`);
      writeFileSync(image, memory);
      return { image, globals, precision: scenario.precision, paths: [0, LANES, 2 ** 40] };
    });
    const casesFile = join(folder, 'cases.json');
    writeFileSync(casesFile, JSON.stringify(cases));
    const run = (program: string) =>
      JSON.parse(execFileSync(program, [script, kernelFile, casesFile], { encoding: 'utf8' })) as unknown[];
    const here = run(process.execPath);
    expect(here).toHaveLength(scenarios.length);
    expect(new Set(here.map((digest) => JSON.stringify(digest))).size).toBe(scenarios.length);
    expect(run(node!)).toEqual(here);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
