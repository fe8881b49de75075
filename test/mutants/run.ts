import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listedMutants, whyStale } from './all.ts';
import type { Mutant } from './mutant.ts';
import { operatorMutants, sampleOf } from './operators.ts';

/**
 * Proof that the tests can fail: seeds one bug after the other into a copy of the project and runs the tests that must
 * notice. Prints what caught each. Ends with code 1 if one survives, no longer stands in the source, cannot be built, meets
 * tests that fail anyway, or such that do not end. A bug in the kernel is compiled before it is tested: a kernel that does not compile, or into the same
 * bytes as before, would prove nothing.
 *
 * Arguments: words of which one must occur in the file or the bug; without any, all listed mutants. `--operators 50` tries so many bugs that
 * are one operator for another instead, `--sample 5` so many of the listed ones, both drawn by `--seed`; `--stale` tries none and says which are stale. The tests that pin bits
 * (`golden`) are left out: they notice every change and so prove nothing about the others.
 */
const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    stale: { type: 'boolean' },
    operators: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: 'operators' },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = (values.operators === undefined ? listedMutants : operatorMutants(root)).filter(
  ({ file, bug }) => words.length === 0 || words.some((word) => `${file} ${bug}`.includes(word)),
);
const drawn = values.operators ?? values.sample;
const mutants = drawn === undefined ? wanted : sampleOf(wanted, Number(drawn), values.seed);
if (values.stale === true) {
  const stale = mutants.filter((mutant) => whyStale(mutant, root) !== null);
  for (const mutant of stale) console.log(`STALE ${mutant.file}: ${mutant.bug}: ${whyStale(mutant, root)}`);
  console.log(`${stale.length} of ${mutants.length} stale`);
  process.exit(stale.length === 0 ? 0 : 1);
}

const copy = mkdtempSync(join(tmpdir(), 'margin-lab-mutants-'));
const report = join(copy, 'report.json');
const mostMilliseconds = 600_000;

interface Verdict {
  readonly outcome: 'caught' | 'SURVIVED' | 'STALE' | 'BROKEN' | 'UNBUILT' | 'UNDECIDED';
  /** The first test that failed, or why there is none. */
  readonly by: string;
}

interface Failure {
  /** The test file; null if there was no end. */
  readonly file: string | null;
  readonly test: string;
}

/** Runs tests in the copy until one fails; null if none does. */
function firstFailure(tests: readonly string[]): Failure | null {
  rmSync(report, { force: true });
  const options = ['--bail=1', '--exclude=**/golden.test.ts', '--reporter=json', `--outputFile=${report}`];
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...tests, ...options], {
    cwd: copy,
    stdio: 'ignore',
    timeout: mostMilliseconds,
  });
  if (status === 0) return null;
  if (status === null) return { file: null, test: `no end of ${tests.join(' ')} within ${mostMilliseconds / 1000} s` };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const ofFiles = testResults.map(({ name, status: state, message, assertionResults }) => ({
    file: name,
    test: assertionResults.find((test) => test.status === 'failed')?.fullName ?? message.split('\n')[0]!,
    hasFailed: state === 'failed',
  }));
  return ofFiles.find(({ hasFailed }) => hasFailed) ?? { file: tests[0]!, test: 'no report' };
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const soundness = new Map<string, Failure | null>();

/** What fails in a test file as it is: nothing can be proved with it then. Looked up once per file. */
function failureWithoutMutant(file: string): Failure | null {
  const known = soundness.get(file);
  if (known !== undefined) return known;
  const failure = firstFailure([file]);
  soundness.set(file, failure);
  return failure;
}

const kernel = join(copy, 'src/kernel/kernel.wasm');

/** Compiles the kernel of the copy; null, or what the compiler says. */
function buildFailure(): string | null {
  const { status, stderr } = spawnSync(process.execPath, ['src/kernel/build.mjs'], { cwd: copy, encoding: 'utf8' });
  return status === 0 ? null : (/ERROR .*/.exec(stderr)?.[0] ?? `the compiler ends with ${status}`);
}

/** What is wrong with the kernel of the copy, now that a bug is in its sources; null if the bug is in what was built of them. */
function whyUnbuilt(sound: Uint8Array): string | null {
  return buildFailure() ?? (readFileSync(kernel).equals(sound) ? 'compiles into the same bytes as without it' : null);
}

function verdictOn(mutant: Mutant): Verdict {
  const stale = whyStale(mutant, copy);
  if (stale !== null) return { outcome: 'STALE', by: stale };
  const found = failureUnder(mutant);
  if ('outcome' in found) return found;
  const broken = failureWithoutMutant(found.file);
  return broken === null
    ? { outcome: 'caught', by: found.test }
    : { outcome: 'BROKEN', by: `fails without any mutant: ${broken.test}` };
}

/** What fails with the bug in the source, or why nothing does. */
function failureUnder({ file, find, replace, tests }: Mutant): Verdict | (Failure & { readonly file: string }) {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  const sound = readFileSync(kernel);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  try {
    const unbuilt = file.startsWith('src/kernel/') ? whyUnbuilt(sound) : null;
    if (unbuilt !== null) return { outcome: 'UNBUILT', by: unbuilt };
    const failure = firstFailure(tests);
    if (failure === null) return { outcome: 'SURVIVED', by: tests.join(' ') };
    return failure.file === null ? { outcome: 'UNDECIDED', by: failure.test } : { ...failure, file: failure.file };
  } finally {
    writeFileSync(path, text);
    writeFileSync(kernel, sound);
  }
}

/** A folder of the copy is a folder of the project: the modules that are not ours are linked, not copied. */
function copyProject(): void {
  for (const entry of ['src', 'test', 'workers', 'experiments', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(join(root, entry), join(copy, entry), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const failure = buildFailure();
  if (failure !== null) throw new Error(`the kernel does not compile as it is: ${failure}`);
}

const counts = { caught: 0, SURVIVED: 0, STALE: 0, BROKEN: 0, UNBUILT: 0, UNDECIDED: 0 };
try {
  copyProject();
  for (const [index, mutant] of mutants.entries()) {
    const started = performance.now();
    const { outcome, by } = verdictOn(mutant);
    counts[outcome]++;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${index + 1}/${mutants.length} ${outcome} ${mutant.file}: ${mutant.bug} (${seconds} s)\n    ${by}`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(
  Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome.toLowerCase()}`)
    .join(', '),
);
process.exitCode = counts.caught === mutants.length ? 0 : 1;
