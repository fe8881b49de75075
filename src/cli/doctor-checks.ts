import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { availableParallelism, cpus, freemem, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson, sha256 } from '../base/digest.ts';
import { packageFile } from '../base/package-files.ts';
import { loadCanonical } from '../bench/canonical.ts';
import { plain } from '../report/render/numbers.ts';
import type { Finding } from '../report/sections/doctor.ts';
import { runStudy } from '../run/run-study.ts';
import { nodeFiles } from '../run/store/files.ts';
import { readVersions } from '../run/store/versions.ts';
import { wideVectorsAreOn } from './wide-vectors.ts';

/** Looks at one thing that runs need; what it throws is a problem. */
export interface DoctorCheck {
  readonly name: string;
  readonly look: (results: string) => Omit<Finding, 'name'> | Promise<Omit<Finding, 'name'>>;
}

/** Less than this is little for a study of a few million paths. */
const littleMemory = 1e9;
const littleDisk = 1e9;
/** Threads, price files and run folders need a few dozen. */
const fewFiles = 256;

/** All checks, in the order in which they are told. To add one: a line here. */
export const doctorChecks: readonly DoctorCheck[] = [
  { name: 'program', look: lookAtProgram },
  { name: 'Node', look: lookAtNode },
  { name: 'kernel', look: lookAtKernel },
  { name: 'wide vectors', look: lookAtVectors },
  { name: 'threads', look: lookAtThreads },
  { name: 'memory', look: lookAtMemory },
  { name: 'results', look: lookAtResults },
  { name: 'temporary files', look: () => lookAtFolder(tmpdir(), 'set TMPDIR to a folder that can be written') },
  { name: 'compile cache', look: lookAtCache },
  { name: 'limits', look: lookAtLimits },
  { name: 'self-test', look: testItself },
];

/** Looks at everything, one after another. */
export async function examine(results: string, checks: readonly DoctorCheck[] = doctorChecks): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, look } of checks) {
    try {
      findings.push({ name, ...(await look(results)) });
    } catch (error) {
      findings.push({ name, verdict: 'problem', found: error instanceof Error ? error.message : String(error) });
    }
  }
  return findings;
}

function lookAtProgram(): Omit<Finding, 'name'> {
  const { marginLab, stream } = readVersions();
  return { verdict: 'ok', found: `margin-lab ${marginLab}, stream version ${stream}` };
}

function lookAtNode(): Omit<Finding, 'name'> {
  const found = `${process.version}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}`;
  // A clone says which Node computes its golden figures; the package runs on the one that is there.
  const runtime = textOf(fileURLToPath(packageFile('src/runtime/package.json')));
  const pinned = runtime === null ? undefined : (JSON.parse(runtime) as { readonly version: string }).version;
  if (pinned === undefined || process.version === `v${pinned}`)
    return { verdict: 'ok', found: `${found}${pinned === undefined ? '' : ', the pinned one'}` };
  const todo = `the last digits of p-values may be others; the pinned one is ${pinned} (npm ci installs it)`;
  return { verdict: 'note', found, todo };
}

function lookAtKernel(): Omit<Finding, 'name'> {
  return { verdict: 'ok', found: `SHA-256 ${readVersions().kernel.slice(0, 16)}, loaded with its SIMD instructions` };
}

function lookAtVectors(): Omit<Finding, 'name'> {
  if (wideVectorsAreOn()) return { verdict: 'ok', found: 'joined to 256 bits' };
  const todo = 'runs take about half as long again, with the same bits; Node 24 has them';
  return { verdict: 'note', found: 'off: not compared for this V8', todo };
}

function lookAtThreads(): Omit<Finding, 'name'> {
  const [{ model } = { model: 'unknown processor' }] = cpus();
  const [quota, period] = cgroup('cpu.max')?.split(' ').map(Number) ?? [];
  const share = quota === undefined || period === undefined || Number.isNaN(quota) ? null : quota / period;
  const bound = share === null ? '' : `, ${plain(share, 1)} of them granted`;
  const found = `${availableParallelism()} of ${cpus().length} cores${bound}, ${model.trim()}`;
  if (share === null || share >= availableParallelism() - 0.5) return { verdict: 'ok', found };
  return { verdict: 'note', found, todo: `--threads ${Math.max(1, Math.round(share))} is as fast` };
}

function lookAtMemory(): Omit<Finding, 'name'> {
  const limit = process.constrainedMemory();
  const isBound = limit > 0 && limit < totalmem();
  const available = Math.min(process.availableMemory(), isBound ? limit : Number.POSITIVE_INFINITY);
  const found = `${bytes(available)} available of ${bytes(totalmem())}, ${bytes(freemem())} free${isBound ? `, limit ${bytes(limit)}` : ''}`;
  if (available >= littleMemory) return { verdict: 'ok', found };
  return { verdict: 'note', found, todo: 'large studies will be refused or slow; --threads 1 needs least' };
}

/** Does what a run does there: makes a file nobody else has, locks, flushes, renames and removes. */
async function lookAtResults(results: string): Promise<Omit<Finding, 'name'>> {
  const folder = nearestFolder(results);
  const place = fs.mkdtempSync(join(folder, `.margin-lab-doctor-${randomBytes(4).toString('hex')}-`));
  try {
    const lock = await nodeFiles.lock(join(place, 'lock'));
    if (lock === null) throw new Error(`${folder}: a file that nobody else has cannot be locked`);
    const second = await nodeFiles.lock(join(place, 'lock'));
    if (second !== null) throw new Error(`${folder}: two can hold one lock; use a folder on a local disk (--out)`);
    await nodeFiles.create(join(place, 'one'), 'whole');
    await nodeFiles.rename(join(place, 'one'), join(place, 'two'));
    await nodeFiles.flushFolder(place);
    if ((await nodeFiles.read(join(place, 'two'))).toString() !== 'whole')
      throw new Error(`${folder}: does not hold what was written`);
    await lock.release();
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
  const { bavail, bsize } = fs.statfsSync(folder);
  const found = `${folder}: locks, flushes and renames; ${bytes(bavail * bsize)} free`;
  if (bavail * bsize >= littleDisk) return { verdict: 'ok', found };
  return { verdict: 'note', found, todo: 'a large run may fill it; --out names another folder' };
}

function lookAtCache(): Omit<Finding, 'name'> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  if (folder === undefined) return { verdict: 'note', found: 'none', todo: 'the program starts more slowly' };
  const { verdict, found } = lookAtFolder(nearestFolder(folder), '');
  return verdict === 'ok' ? { verdict, found } : { verdict: 'note', found, todo: 'the program starts more slowly' };
}

function lookAtFolder(folder: string, todo: string): Omit<Finding, 'name'> {
  try {
    fs.rmdirSync(fs.mkdtempSync(join(folder, 'margin-lab-doctor-')));
    return { verdict: 'ok', found: `${folder} can be written` };
  } catch (error) {
    return { verdict: 'problem', found: error instanceof Error ? error.message : String(error), todo };
  }
}

function lookAtLimits(): Omit<Finding, 'name'> {
  const text = textOf('/proc/self/limits');
  if (text === null) return { verdict: 'ok', found: 'not told by this system' };
  const soft = (name: string) => new RegExp(`^${name} +(\\S+)`, 'm').exec(text)?.[1] ?? '?';
  const [files, processes] = [soft('Max open files'), soft('Max processes')];
  const found = `${files} open files, ${processes} processes and threads`;
  if (!(Number(files) < fewFiles) && !(Number(processes) < fewFiles)) return { verdict: 'ok', found };
  return { verdict: 'note', found, todo: 'threads may not start: raise them (ulimit -n, ulimit -u)' };
}

/** A tiny run in this thread and in one beside it: the same figures, and no figure that is no number. */
async function testItself(): Promise<Omit<Finding, 'name'>> {
  const study = loadCanonical({ paths: 64, set: [['horizon', '24h']] });
  const digests = await Promise.all(
    ['inline', 'threads'].map(async (executor) => {
      const { results } = await runStudy(study, { executor, threads: 1 });
      return sha256(canonicalJson(results.map(({ figures }) => figures)));
    }),
  );
  if (new Set(digests).size === 1) return { verdict: 'ok', found: 'the same figures in this thread and in another' };
  const todo = 'results of this machine cannot be believed: check its memory and its processor';
  return { verdict: 'problem', found: 'the same run gives other figures in another thread', todo };
}

function nearestFolder(path: string): string {
  let folder = resolve(path);
  while (!fs.existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function cgroup(file: string): string | null {
  return textOf(`/sys/fs/cgroup/${file}`)?.trim() ?? null;
}

function textOf(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function bytes(count: number): string {
  return count >= 1e9 ? `${plain(count / 1e9, 1)} GB` : `${plain(count / 1e6, 0)} MB`;
}
