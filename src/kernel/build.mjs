/**
 * Builds the kernel. Writes what its sources take from the program: `layout.ts`, a global for every size and array of its memory, and
 * `constants.ts`, the numbers that both sides know by name; then compiles. Nothing of it is committed.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';
import { constants, enums } from '../engine/memory/constants.ts';
import { arrays, axes, settings } from '../engine/memory/table.ts';

const headOf = (file) => `// Written by build.mjs from src/engine/memory/${file}: change that file.\n`;

const global = (name, type, meaning) => `/** ${meaning} */\nexport let ${name}: ${type} = 0;\n`;
const extents = (list) => list.map((extent) => `[${extent}]`).join('');

const layout = [
  headOf('table.ts'),
  ...Object.entries(settings).map(([name, [type, meaning]]) => global(name, type, meaning)),
  ...Object.entries(axes).map(([axis, meaning]) => global(`${axis}Count`, 'i32', meaning)),
  ...Object.entries(arrays).map(([name, { type, axes: list, meaning }]) =>
    global(name, 'usize', `${extents(list)} ${type}: ${meaning}`),
  ),
].join('\n');

const members = (values, indent) =>
  Object.entries(values).map(([name, value]) => `${indent}export const ${name}: i32 = ${value};\n`);

const shared = [
  headOf('constants.ts'),
  ...members(constants, ''),
  ...Object.entries(enums).flatMap(([name, values]) => [
    `export namespace ${name} {\n`,
    ...members(values, '  '),
    '}\n',
  ]),
].join('');

writeFileSync(new URL('layout.ts', import.meta.url), layout);
writeFileSync(new URL('constants.ts', import.meta.url), shared);

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { error } = await main(['--config', 'src/kernel/asconfig.json', '--transform', './src/kernel/inline.mjs'], {
  stderr: process.stderr,
});
process.exitCode = error === null ? 0 : 1;
