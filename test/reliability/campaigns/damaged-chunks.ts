import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { deserialize } from 'node:v8';
import seedrandom from 'seedrandom';
import { runFiles } from '../../../src/report/writers/run-files.ts';
import { type Origin, originOf, sealEnvelope } from '../../../src/run/execute/envelope.ts';
import { type RunOptions, runStudy } from '../../../src/run/run-study.ts';
import { nodeFiles } from '../../../src/run/store/files.ts';
import { readManifest } from '../../../src/run/store/manifest.ts';
import type { Summary } from '../../../src/stats/summary.ts';
import { stoppedRun } from '../../run/store/stopped.ts';
import { smallStudy } from '../../run/studies.ts';
import { pick, type Random, whole } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';

const keptChunks = 3;
const study = smallStudy({ scenario: { paths: 900, steps: 6 } });
const other = smallStudy({ scenario: { paths: 900, steps: 6, seed: 'another' } });

/** What may be done to a chunk, given another one of the run and the same one of another experiment. */
const damages: Readonly<Record<string, (path: string, random: Random, neighbour: string, foreign: string) => void>> = {
  'a bit flipped': (path, random) =>
    change(path, (content) => {
      content[whole(random, 0, content.length - 1)]! ^= 1 << whole(random, 0, 7);
      return content;
    }),
  'cut short': (path, random) => change(path, (content) => content.subarray(0, whole(random, 0, content.length - 1))),
  'with more at its end': (path, random) =>
    change(path, (content) => Buffer.concat([content, Buffer.alloc(whole(random, 1, 5_000), 0x61)])),
  'zeros from somewhere on': (path, random) =>
    change(path, (content) => content.fill(0, whole(random, 0, content.length - 1))),
  'of another program': (path) => reseal(path, { marginLab: '9.9.9' }),
  'of another Node': (path) => reseal(path, { node: 'v99.0.0' }),
  'of another stream': (path) => reseal(path, { streamVersion: 999 }),
  'of another kernel': (path) => reseal(path, { kernel: '0'.repeat(64) }),
  'a neighbour under its name': (path, _, neighbour) => copyFileSync(neighbour, path),
  'a chunk of another experiment': (path, _, __, foreign) => copyFileSync(foreign, path),
};

function change(path: string, edit: (content: Buffer) => Buffer): void {
  writeFileSync(path, edit(readFileSync(path)));
}

/** Puts what a chunk holds into a sound envelope of another origin. */
function reseal(path: string, changes: Partial<Origin>): void {
  change(path, (content) => {
    const end = content.indexOf(0x0a) + 1;
    const { experimentDigest, scenarioDigest } = JSON.parse(content.subarray(0, end).toString()) as Origin;
    const summary = deserialize(content.subarray(end)) as Summary;
    return Buffer.from(sealEnvelope(summary, { ...originOf(experimentDigest, scenarioDigest), ...changes }));
  });
}

/** Damages one chunk of a stopped run in any way, and has it resumed: the chunk is set aside, and the digest is that of a sound run. */
export const damagedChunks: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-damage-'));
  const failures: string[] = [];
  try {
    const run = (results: string, what = study, options: RunOptions = {}) =>
      runStudy(what, { executor: 'inline', results, outputs: runFiles, ...options });
    const digestOf = async (at: string | null) => (await readManifest(nodeFiles, at ?? ''))?.resultDigest;
    const reference = await digestOf((await run(join(folder, 'sound'))).folder);
    const foreign = (await run(join(folder, 'foreign'), other, { keepChunks: true })).folder!;
    const stopped = await stoppedRun(study, keptChunks, { results: join(folder, 'stopped'), outputs: runFiles });
    for (let tried = 0; tried < count; tried++) {
      const results = join(folder, 'case');
      cpSync(join(folder, 'stopped'), results, { recursive: true });
      const chunks = join(results, basename(stopped), 'chunks');
      const names = readdirSync(chunks).toSorted();
      const [name, neighbour] = pick(
        random,
        [0, 1, 2].map((at) => [names[at]!, names[(at + 1) % names.length]!]),
      );
      const range = name.slice(name.indexOf('-'));
      const same = readdirSync(join(foreign, 'chunks')).find((one) => one.endsWith(range))!;
      const damage = pick(random, Object.keys(damages));
      damages[damage]!(join(chunks, name), random, join(chunks, neighbour), join(foreign, 'chunks', same));
      const notices: string[] = [];
      const { folder: finished } = await run(results, study, {
        resume: true,
        onNotice: (notice) => notices.push(notice),
      });
      const manifest = await readManifest(nodeFiles, finished!);
      const seen = {
        digest: manifest?.resultDigest === reference,
        reused: manifest?.reusedChunks,
        told: notices.join(),
      };
      const isRight =
        seen.digest && seen.reused === keptChunks - 1 && seen.told.includes(`${name} is set aside and computed again`);
      if (!isRight) failures.push(`chunk ${name} with ${damage}: ${JSON.stringify(seen)}`);
      rmSync(results, { recursive: true, force: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { tried: count, failures };
};
