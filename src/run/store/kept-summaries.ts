import { join } from 'node:path';
import { MarginLabError } from '../../base/errors.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { createSummary, mergeSummary, type Summary } from '../../stats/summary.ts';
import { type Envelope, type Origin, openEnvelope } from '../execute/envelope.ts';
import type { RunScenario } from '../plan/family.ts';
import { isRangeEnd } from '../plan/ranges.ts';
import type { ScenarioResult } from '../result.ts';
import { envelopesIn, readEnvelope } from './envelope-file.ts';
import { type Files, storing } from './files.ts';
import type { Manifest } from './manifest.ts';
import type { OutputFile } from './outputs.ts';

/**
 * What a finished run keeps of a scenario, so that its figures can be made again, and paths be added, without simulating what was: the
 * merged summary of all whole ranges of paths, and that of the last range if the run ends within it. To go on with more paths, the cut
 * range is simulated again, since sums are merged range by range.
 */
export type KeptSummaries = readonly Summary[];

/** A finished scenario on its way to the files of a run. */
export interface FinishedScenario {
  readonly result: ScenarioResult;
  readonly kept: readonly Envelope[];
}

/** Name of the file of kept summaries in a run folder: their envelopes one after another, scenario by scenario. */
export const summariesName = 'summaries.bin';

/** The file of kept summaries, as the tables grow: one scenario after another. */
export const summariesFile: OutputFile<FinishedScenario> = {
  name: summariesName,
  inResultDigest: false,
  open: () => ({ add: ({ kept }) => Buffer.concat(kept), finish: () => new Uint8Array() }),
};

/** The summary of the whole ranges that were kept of a scenario; null if there is none. */
export function wholeOf([first]: KeptSummaries, scenario: Scenario): Summary | null {
  return first !== undefined && first.firstPath === 0 && isRangeEnd(scenario, first.paths) ? first : null;
}

/** The merged summary of all paths of a scenario from what was kept of it, which is used up. */
export function mergedOf(kept: KeptSummaries, { scenario, compiled: { shape } }: RunScenario): Summary {
  const whole = wholeOf(kept, scenario);
  const all = whole ?? createSummary(shape, 0);
  for (const summary of kept.slice(whole === null ? 0 : 1)) mergeSummary(all, summary, shape);
  return all;
}

/** Gives what was kept of a scenario. Throws a `corrupt` error if it is not there or cannot be believed. */
export type ReadKept = (scenario: RunScenario) => KeptSummaries;

/**
 * Reads the summaries that a finished run has kept, one scenario at a time. Throws a `corrupt` error if the file is missing or not that of
 * the manifest.
 */
export async function readKeptSummaries(files: Files, folder: string, manifest: Manifest): Promise<ReadKept> {
  const path = join(folder, summariesName);
  const corrupt = (reason: string) => new MarginLabError('corrupt', `${path} ${reason}; run the experiment again`);
  const entry = manifest.files.find(({ name }) => name === summariesName);
  const kind = await storing('look at', path, () => files.kind(path));
  if (entry === undefined || kind !== 'file') throw corrupt('is missing');
  if ((await storing('read', path, () => files.digest(path))) !== entry.sha256) throw corrupt('was changed since');
  const found = await storing('read', path, async () => [...envelopesIn(files, path)]);
  const envelopes = Map.groupBy(found, ({ scenarioDigest }) => scenarioDigest);
  return ({ digest, compiled }) => {
    const own = envelopes.get(digest);
    if (own === undefined) throw corrupt('does not hold all scenarios');
    const ends = own.map(({ range }) => range.firstPath + range.count);
    if (own.some(({ range }, index) => range.firstPath !== (ends[index - 1] ?? 0)))
      throw corrupt('does not hold the paths of a scenario one after another');
    return own.map((one) => {
      const envelope = readEnvelope(files, path, one);
      const opened = openEnvelope(envelope, originOfRun(manifest, digest), one.range, compiled.shape);
      if ('fault' in opened) throw corrupt(`cannot be believed: ${opened.fault}`);
      return opened.summary;
    });
  };
}

/** The origin of what a run has stored of a scenario. */
export function originOfRun({ experimentDigest, versions }: Manifest, scenarioDigest: string): Origin {
  const { marginLab, node, stream, kernel } = versions;
  return { experimentDigest, scenarioDigest, streamVersion: stream, marginLab, node, kernel };
}
