import { join } from 'node:path';
import { compile } from '../../engine/compile/compile.ts';
import type { Scenario } from '../../engine/scenario.ts';
import type { OutcomeShape } from '../../stats/outcome.ts';
import type { Summary } from '../../stats/summary.ts';
import type { Study } from '../../study/study.ts';
import { type Origin, openEnvelope } from '../execute/envelope.ts';
import { scenarioDigest } from '../plan/family.ts';
import { type PathRange, rangesBetween } from '../plan/ranges.ts';
import { chunkFile } from './chunk-store.ts';
import { envelopesIn, readEnvelope } from './envelope-file.ts';
import { type Files, storing } from './files.ts';
import type { Find } from './finding.ts';
import { originOfRun } from './kept-summaries.ts';
import type { Manifest } from './manifest.ts';
import { chunksName } from './run-folder.ts';

/** A chunk that a run may have kept. */
export interface KeptChunk {
  readonly scenarioDigest: string;
  readonly scenario: Scenario;
  readonly range: PathRange;
}

/** The chunks that a run of the study stores, by the names of their files, in the order of their paths. */
export function chunksOf({ scenarios }: Pick<Study, 'scenarios'>): Map<string, KeptChunk> {
  return new Map(
    scenarios.flatMap((scenario) => {
      const digest = scenarioDigest(scenario);
      return rangesBetween(scenario, 0, scenario.paths).map((range) => {
        const chunk = { scenarioDigest: digest, scenario, range };
        return [chunkFile(chunk, range), chunk] as const;
      });
    }),
  );
}

/** How many of them stand in the chunk folder of a run. */
export async function countChunks(files: Files, folder: string, study: Study): Promise<number> {
  const place = join(folder, chunksName);
  const found = new Set(await storing('list', place, () => files.list(place)));
  return [...chunksOf(study).keys()].filter((name) => found.has(name)).length;
}

/**
 * Looks at every byte of the chunks that a finished run says it has kept, and whether they are all there. A run that has gone on from
 * a smaller one has none of the paths that it took over. Gives how many there are.
 */
export async function verifyChunks(
  files: Files,
  folder: string,
  options: {
    readonly manifest: Manifest;
    readonly study: Study;
    readonly find: Find;
    readonly onFile: (name: string) => void;
  },
): Promise<number> {
  const { manifest, study, find, onFile } = options;
  if (manifest.keptChunks === 0) return 0;
  const place = join(folder, chunksName);
  const kind = await storing('read', place, () => files.kind(place));
  if (kind !== 'folder') {
    find(chunksName, kind === 'nothing' ? 'is missing' : 'is no folder');
    return 0;
  }
  const known = chunksOf(study);
  const found = new Set(await storing('list', place, () => files.list(place)));
  const present = [...known].filter(([name]) => found.has(name));
  const shapeOf = lastShape();
  for (const [name, { scenarioDigest: digest, scenario, range }] of present) {
    onFile(name);
    const opened = await openChunk(files, join(place, name), originOfRun(manifest, digest), range, shapeOf(scenario));
    if ('fault' in opened) find(join(chunksName, name), opened.fault);
  }
  if (present.length !== manifest.keptChunks) {
    const missing = [...known.keys()].filter((name) => !found.has(name));
    if (missing.length === 1) find(join(chunksName, missing[0]!), 'is missing');
    else find(chunksName, `holds ${present.length} of the ${manifest.keptChunks} chunks that were kept`);
  }
  return present.length;
}

/** The shape of a scenario, which is compiled once for all its chunks in a row. */
function lastShape(): (scenario: Scenario) => OutcomeShape {
  let last: { readonly scenario: Scenario; readonly shape: OutcomeShape } | null = null;
  return (scenario) => {
    if (last?.scenario !== scenario) last = { scenario, shape: compile(scenario).shape };
    return last.shape;
  };
}

/** The summary in the file of a kept chunk, or what is wrong with it. Reads no more than the file says that it should hold. */
export async function openChunk(
  files: Files,
  path: string,
  origin: Origin,
  range: PathRange,
  shape: OutcomeShape,
): Promise<{ readonly summary: Summary } | { readonly fault: string }> {
  if ((await storing('read', path, () => files.kind(path))) !== 'file')
    return { fault: 'is a link or no ordinary file' };
  return storing('read', path, async () => {
    const [only, further] = envelopesIn(files, path);
    if (only === undefined) return { fault: 'is no chunk' };
    if (further !== undefined || files.readPart(path, only.bytes, 1).length > 0)
      return { fault: 'is longer than a chunk' };
    const opened = openEnvelope(readEnvelope(files, path, only), origin, range, shape);
    return 'fault' in opened ? { fault: `cannot be believed: ${opened.fault}` } : opened;
  });
}
