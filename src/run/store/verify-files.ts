import { join } from 'node:path';
import { printable } from '../../base/printable.ts';
import type { Study } from '../../study/study.ts';
import { experimentName, inspectExperiment } from './experiment-file.ts';
import { type Files, storing } from './files.ts';
import type { Find, Finding } from './finding.ts';
import { verifyChunks } from './kept-chunks.ts';
import { summariesName } from './kept-summaries.ts';
import { logName } from './log-file.ts';
import { factsOf, inspectManifest, type Manifest, type ManifestFile, manifestName } from './manifest.ts';
import { type MakeOutputs, resultDigestOf } from './outputs.ts';
import { readVersions } from './versions.ts';

/** A run folder whose files were looked at. */
export interface VerifiedFiles {
  /** null if it cannot be believed; then nothing else was looked at. */
  readonly manifest: Manifest | null;
  /** From the experiment file; null if that cannot be read. */
  readonly study: Study | null;
  /** How many files were looked at. */
  readonly files: number;
  readonly findings: readonly Finding[];
}

/**
 * Looks at every byte that a finished run has written: the manifest against the digest of itself, every file that it lists against size
 * and digest, kept chunks against their first lines; and what the manifest says against the experiment, against itself, and against the
 * files that this program writes. In bounded memory; nothing is simulated. What else stands in the folder is not looked at.
 *
 * Throws `storage` errors only; whatever is wrong with the run is a finding.
 */
export async function verifyFiles(
  files: Files,
  folder: string,
  options: { readonly outputs: MakeOutputs; readonly onFile?: (name: string) => void },
): Promise<VerifiedFiles> {
  const { outputs, onFile = () => {} } = options;
  const findings: Finding[] = [];
  // What a manifest lists may be any text.
  const find: Find = (file, what) => void findings.push({ file, what: printable(what) });

  onFile(manifestName);
  const inspected = await inspectManifest(files, folder);
  if (inspected === null || 'fault' in inspected) {
    find(manifestName, inspected?.fault ?? 'is missing');
    return { manifest: null, study: null, files: 1, findings };
  }
  const { manifest } = inspected;
  verifyList(manifest, find);
  const listed = manifest.files.filter(({ name }) => isPlainName(name));
  for (const file of listed) {
    onFile(file.name);
    const fault = await faultOf(files, join(folder, file.name), file);
    if (fault !== null) find(file.name, fault);
  }
  const experiment = await inspectExperiment(files, folder);
  if ('fault' in experiment) {
    if (!findings.some(({ file }) => file === experimentName)) find(experimentName, experiment.fault);
    return { manifest, study: null, files: 1 + listed.length, findings };
  }
  const { study } = experiment;
  verifyFacts(manifest, study, find);
  await verifyNames(manifest, study, outputs, find);
  const chunks = await verifyChunks(files, folder, { manifest, study, find, onFile });
  return { manifest, study, files: 1 + listed.length + chunks, findings };
}

/** What the manifest lists must be names in its folder, each once, and what it says of all of them together must fit. */
function verifyList({ files, resultDigest, state }: Manifest, find: Find): void {
  if (state === 'running') find(manifestName, 'says that the run has not finished');
  else if (resultDigestOf(files) !== resultDigest)
    find(manifestName, 'has a result digest that is not the one of the digests of its files');
  for (const [index, { name }] of files.entries()) {
    if (!isPlainName(name))
      find(manifestName, `lists ${JSON.stringify(name)}, which is no name of a file in its folder`);
    else if (files.findIndex((file) => file.name === name) < index) find(manifestName, `lists ${name} twice`);
  }
}

/** A name in the folder and nowhere else, and not of the manifest, which cannot hold its own digest in its list. */
function isPlainName(name: string): boolean {
  return /^[\w-][\w.-]*$/.test(name) && name !== manifestName;
}

/** What is wrong with a listed file, seen from its size and its digest; null: nothing. */
async function faultOf(files: Files, path: string, { bytes, sha256 }: ManifestFile): Promise<string | null> {
  const kind = await storing('read', path, () => files.kind(path));
  if (kind === 'nothing') return 'is missing';
  if (kind !== 'file') return kind === 'folder' ? 'is a folder' : 'is a link or no ordinary file';
  // The last byte that was written, and one more.
  const { length } = await storing('read', path, async () => files.readPart(path, Math.max(0, bytes - 1), 2));
  if (length > Math.min(bytes, 1)) return `is longer than the ${bytes} bytes that were written`;
  if (length < Math.min(bytes, 1)) return `is empty or shorter than the ${bytes} bytes that were written`;
  const found = await storing('read', path, () => files.digest(path));
  return found === sha256 ? null : 'was changed since it was written';
}

/** What the manifest says of the experiment must be what the experiment says. */
function verifyFacts(manifest: Manifest, study: Study, find: Find): void {
  const facts = factsOf(study);
  for (const name of Object.keys(facts) as (keyof typeof facts)[]) {
    if (JSON.stringify(manifest[name]) !== JSON.stringify(facts[name]))
      find(manifestName, `does not say of the experiment what ${experimentName} says (${name})`);
  }
}

/** The files that are listed must be those that this program writes of such an experiment; another version may write others. */
async function verifyNames(
  { files, versions, state }: Manifest,
  study: Study,
  outputs: MakeOutputs,
  find: Find,
): Promise<void> {
  if (state === 'running' || versions.marginLab !== readVersions().marginLab) return;
  const written = [
    { name: experimentName, inResultDigest: false },
    ...(await outputs(study)),
    { name: summariesName, inResultDigest: false },
    { name: logName, inResultDigest: false },
  ].map(({ name, inResultDigest }) => ({ name, inResultDigest }));
  const listed = files.map(({ name, inResultDigest }) => ({ name, inResultDigest }));
  if (JSON.stringify(listed) === JSON.stringify(written)) return;
  const missing = written.filter(({ name }) => !listed.some((file) => file.name === name));
  for (const { name } of missing) find(manifestName, `does not list ${name}`);
  const further = listed.filter(({ name }) => !written.some((file) => file.name === name));
  for (const { name } of further) find(manifestName, `lists ${JSON.stringify(name)}, which no such run writes`);
  if (missing.length + further.length === 0) find(manifestName, 'does not list its files as this program does');
}
