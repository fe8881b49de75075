import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../../../src/engine/compile/compile.ts';
import { createPathEvents } from '../../../src/engine/events/path-events.ts';
import { LANES } from '../../../src/engine/memory/constants.ts';
import { createGroup } from '../../../src/engine/memory/group.ts';
import type { Scenario } from '../../../src/engine/scenario.ts';

const kernelFile = fileURLToPath(new URL('../../../src/kernel/kernel.wasm', import.meta.url));
const script = fileURLToPath(new URL('bare-kernel.mjs', import.meta.url));

/** Runs the kernel in a process of its own on some paths of every scenario; what is left in its memory, digested, per scenario. */
export type BareKernel = (program: string, flags: readonly string[]) => unknown[];

/** Makes images of groups that are about to start, and hands over what runs the kernel on them. */
export function withImages(scenarios: readonly Scenario[], use: (run: BareKernel) => void): void {
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
    use(
      (program, flags) =>
        JSON.parse(execFileSync(program, [...flags, script, kernelFile, casesFile], { encoding: 'utf8' })) as unknown[],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
