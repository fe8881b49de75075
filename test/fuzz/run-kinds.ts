import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { sha256 } from '../../src/base/digest.ts';
import { MarginLabError } from '../../src/base/errors.ts';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { readHeader } from '../../src/run/execute/envelope.ts';
import { familiesOf } from '../../src/run/plan/family.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { experimentName, inspectExperiment } from '../../src/run/store/experiment-file.ts';
import { type Files, nodeFiles } from '../../src/run/store/files.ts';
import { openChunk } from '../../src/run/store/kept-chunks.ts';
import { mergedOf, originOfRun, readKeptSummaries, summariesName } from '../../src/run/store/kept-summaries.ts';
import { formatManifest, type Manifest, manifestName, readManifest } from '../../src/run/store/manifest.ts';
import { verifyFiles } from '../../src/run/store/verify-files.ts';
import { summaryFigures } from '../../src/stats/summary.ts';
import { fullStudy } from '../run/full-study.ts';
import type { DocumentKind } from './kinds.ts';

const study = fullStudy({ paths: 90 });

/** The files of a small finished run with chunks, by their names. */
async function finishedRun(): Promise<ReadonlyMap<string, Buffer>> {
  const results = mkdtempSync(join(tmpdir(), 'margin-lab-fuzz-'));
  try {
    const { folder } = await runStudy(study, { executor: 'inline', results, outputs: runFiles, keepChunks: true });
    const paths = readdirSync(folder!, { recursive: true, encoding: 'utf8' }).map((name) => join(folder!, name));
    return new Map(
      paths.filter((path) => statSync(path).isFile()).map((path) => [basename(path), readFileSync(path)] as const),
    );
  } finally {
    rmSync(results, { recursive: true });
  }
}

const run = await finishedRun();
const chunkName = [...run.keys()].find((name) => name.endsWith('.chunk'))!;
const sound = (name: string) => run.get(name)!;
const manifest = JSON.parse(sound(manifestName).toString()) as Manifest;
const scenarios = familiesOf(study).flatMap((family) => family.scenarios);
const { sha256: _, ...fields } = manifest as Manifest & { sha256: string };
const running: Manifest = { ...fields, state: 'running', timing: null, resultDigest: null, files: [], keptChunks: 0 };

/** The folder `mutated`: that of the run, with another content of one file. */
function folderWith(changed: string, content: Uint8Array): Files {
  const contentOf = (path: string) => (basename(path) === changed ? Buffer.from(content) : sound(basename(path)));
  return {
    ...nodeFiles,
    read: async (path) => contentOf(path),
    readPart: (path, from, bytes) => contentOf(path).subarray(from, from + bytes),
    digest: async (path) => sha256(contentOf(path)),
    list: async () => [...run.keys()],
    kind: async (path) => (run.has(basename(path)) ? 'file' : basename(path) === 'chunks' ? 'folder' : 'nothing'),
  };
}

function refused(file: string, what: string): MarginLabError {
  return new MarginLabError('corrupt', `mutated/${file} ${what}`);
}

/** A manifest with the digest that it would have if it were meant. */
function signed(content: Uint8Array): Uint8Array {
  try {
    const { sha256: __, ...said } = JSON.parse(Buffer.from(content).toString()) as Manifest & { sha256?: string };
    return Buffer.from(formatManifest(said));
  } catch {
    return content;
  }
}

/** Envelopes one after another, each with the size and digest that it would have if it were meant; what is none stays as it is. */
function sealedAgain(content: Uint8Array): Uint8Array {
  const bytes = Buffer.from(content);
  const header = readHeader(bytes);
  const end = bytes.indexOf(0x0a) + 1;
  if (header === null || header.bytes <= end) return content;
  const { sha256: __, ...said } = JSON.parse(bytes.subarray(0, end).toString()) as Record<string, unknown>;
  const payload = bytes.subarray(end, header.bytes);
  const line = { ...said, bytes: payload.length };
  const digest = sha256(JSON.stringify(line), payload);
  return Buffer.concat([
    Buffer.from(`${JSON.stringify({ ...line, sha256: digest })}\n`),
    payload,
    sealedAgain(bytes.subarray(header.bytes)),
  ]);
}

/** The files of a finished run, which others may have changed. Read from a folder in memory. */
export const runKinds: Readonly<Record<string, DocumentKind>> = {
  manifest: {
    examples: [sound(manifestName), Buffer.from(formatManifest(running))],
    seal: signed,
    async read(content) {
      const files = folderWith(manifestName, content);
      await readManifest(files, 'mutated');
      const { findings } = await verifyFiles(files, 'mutated', { outputs: runFiles });
      if (findings.length > 0) {
        const lines = findings.map(({ file, what }) => `mutated/${file} ${what}`);
        throw new MarginLabError('corrupt', lines.join('\n'));
      }
    },
  },
  chunk: {
    examples: [sound(chunkName)],
    seal: sealedAgain,
    async read(content) {
      const { range, scenarioDigest } = readHeader(sound(chunkName))!;
      const { digest, compiled } = scenarios.find((one) => one.digest === scenarioDigest)!;
      const files = folderWith(chunkName, content);
      const path = join('mutated', chunkName);
      const opened = await openChunk(files, path, originOfRun(manifest, digest), range, compiled.shape);
      if ('fault' in opened) throw refused(chunkName, opened.fault);
      return summaryFigures(opened.summary, compiled.shape);
    },
  },
  summaries: {
    examples: [sound(summariesName)],
    seal: sealedAgain,
    async read(content) {
      const files = manifest.files.map((file) =>
        // As if the manifest had been changed as well: the summaries themselves are to be looked at.
        file.name === summariesName && content.length > 0 ? { ...file, sha256: sha256(content) } : file,
      );
      const kept = await readKeptSummaries(folderWith(summariesName, content), 'mutated', { ...manifest, files });
      return scenarios.map((one) => summaryFigures(mergedOf(kept(one), one), one.compiled.shape));
    },
  },
  written: {
    examples: [sound(experimentName)],
    async read(content) {
      const inspected = await inspectExperiment(folderWith(experimentName, content), 'mutated');
      if ('fault' in inspected) throw refused(experimentName, inspected.fault);
      return inspected.study.scenarios[0];
    },
  },
};
