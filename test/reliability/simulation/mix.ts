import { MarginLabError } from '../../../src/base/errors.ts';
import type { Files } from '../../../src/run/store/files.ts';
import { chance, pick, type Random, whole } from '../../support/random.ts';
import { faultsOf, finishedRuns, keyOf, leftovers, publishedDigest, resultKey, userFile } from './checks.ts';
import {
  type Coordinator,
  type CoordinatorPlan,
  describe,
  resultsFolder,
  startCoordinator,
  type Trouble,
} from './coordinator.ts';
import { createDisk, type Disk } from './disk.ts';
import { type StudyName, studies } from './studies.ts';
import { createWorld, type World } from './world.ts';

/** What a mix came to. */
export interface MixResult {
  readonly failures: readonly string[];
  /** What happened, line by line, and the digest of that: the same seed gives the same. */
  readonly lines: readonly string[];
  readonly digest: string;
}

/** Plants a fault: changes what the coordinators of a mix work with. */
export type BreakFiles = (files: Files) => Files;

/** More operations than a run of one of the studies has. */
const mostOperations = 130;

/**
 * One mix: up to three phases, in each of which up to three coordinators run studies at the same time on one disk, end without a word, lose
 * power, meet failing files and bad workers; between them chunks are damaged and the power is cut. Then a run without any trouble.
 */
export async function runMix(seed: string, breakFiles: BreakFiles = (files) => files): Promise<MixResult> {
  const digests = await rightDigests();
  const world = createWorld(seed);
  const { random } = world;
  const disk = createDisk();
  const failures: string[] = [];
  const started = new Set<StudyName>();
  const finished = new Set<StudyName>();
  let hasUserFile = false;
  const check = (faults: readonly string[], when: string) =>
    failures.push(...faults.map((fault) => `${when}: ${fault}`));
  try {
    const phases = whole(random, 1, 3);
    for (let phase = 1; phase <= phases; phase++) {
      const plans = Array.from({ length: pick(random, [1, 1, 1, 2, 2, 3]) }, () => anyPlan(random));
      for (const { study } of plans) started.add(study);
      const coordinators = await runTogether(world, disk, plans, `${phase}`, breakFiles);
      for (const one of coordinators) if (one.outcome !== null && 'folder' in one.outcome) finished.add(one.plan.study);
      check(outcomeFaults(coordinators), `phase ${phase}`);
      check(faultsOf(disk, digests, finished), `after phase ${phase}`);
      if (chance(random, 0.2)) {
        world.note('the power is cut');
        disk.cutPower(random);
        check(faultsOf(disk, digests, finished), `after a power cut behind phase ${phase}`);
      }
      if (chance(random, 0.2)) damageChunk(world, disk);
      hasUserFile ||= chance(random, 0.3) && putUserFile(world, disk);
    }
    for (const study of largest(started)) {
      const [last] = await runTogether(world, disk, [{ ...calm, study }], 'last', breakFiles);
      check(outcomeFaults([last!]), 'last');
      const digest = publishedDigest(disk, study);
      if (digest === null) failures.push(`last: no finished run of '${study}' stands among the results`);
    }
    check(faultsOf(disk, digests, finished), 'at the end');
    check(leftovers(disk, hasUserFile), 'at the end');
  } catch (error) {
    failures.push(describe(error));
  }
  return { failures, lines: world.lines, digest: world.digest() };
}

/** A run that nothing happens to. */
const calm: Omit<CoordinatorPlan, 'study'> = {
  resume: true,
  keepChunks: false,
  startsAt: 0,
  slowest: 0,
  trouble: { kind: 'none' },
  stoppedAt: null,
  pool: { tasksInFlight: 3, slowest: 0, mostFailures: 0, failureShare: 0 },
};

function anyPlan(random: Random): CoordinatorPlan {
  return {
    study: pick(random, ['short', 'cut', 'long', 'long', 'other']),
    resume: chance(random, 0.7),
    keepChunks: false,
    startsAt: pick(random, [0, whole(random, 0, 300)]),
    slowest: pick(random, [2, 10, 100]),
    trouble: anyTrouble(random),
    stoppedAt: chance(random, 0.1) ? whole(random, 0, 400) : null,
    pool: {
      tasksInFlight: whole(random, 1, 5),
      slowest: pick(random, [1, 20, 200]),
      mostFailures: pick(random, [0, 0, 2, 2, 9]),
      failureShare: pick(random, [0.1, 0.5]),
    },
  };
}

function anyTrouble(random: Random): Trouble {
  const operation = whole(random, 1, mostOperations);
  const code = pick(random, ['EIO', 'ENOSPC', 'EACCES', 'EROFS']);
  const moment = pick(random, ['before', 'within', 'after'] as const);
  const ends: Trouble = { kind: 'ends', operation, moment, power: chance(random, 0.4) };
  return pick(random, [
    { kind: 'none' },
    { kind: 'none' },
    ends,
    ends,
    ends,
    { kind: 'fails once', operation, code },
    { kind: 'full disk', operation },
    { kind: 'flaky disk', share: pick(random, [0.01, 0.05]), code },
  ]);
}

/** Runs coordinators at the same time until all have ended, in whichever way. */
async function runTogether(
  world: World,
  disk: Disk,
  plans: readonly CoordinatorPlan[],
  phase: string,
  breakFiles: BreakFiles = (files) => files,
): Promise<Coordinator[]> {
  let changes = 0;
  const coordinators: Coordinator[] = plans.map((plan, index) =>
    startCoordinator(world, disk, plan, `${phase}.${index + 1}`, {
      breakFiles,
      onEnd(one, { power }) {
        disk.unlock(one.process);
        if (!power) return;
        for (const other of coordinators) other.process.dead ||= other.outcome === null;
        disk.cutPower(world.random);
      },
      onChange(one, path) {
        changes++;
        if (/\.partial-[0-9a-f]+(\/|$)/.test(path))
          one.changes = { first: one.changes?.first ?? changes, last: changes };
      },
    }),
  );
  await world.run();
  return coordinators;
}

/** What is wrong with how the runs of a phase have ended, and with when they wrote. */
function outcomeFaults(coordinators: readonly Coordinator[]): string[] {
  const faults: string[] = [];
  const experimentOf = ({ plan }: Coordinator) => keyOf(plan.study).experimentDigest;
  for (const [index, one] of coordinators.entries()) {
    const { plan, process, outcome, changes } = one;
    const rivals = coordinators.filter((other) => other !== one && experimentOf(other) === experimentOf(one));
    for (const other of rivals.slice(0, index)) {
      if (changes === null || other.changes === null) continue;
      const overlap = changes.first < other.changes.last && other.changes.first < changes.last;
      if (overlap) faults.push(`${process.name} and ${other.process.name} wrote into one work folder at a time`);
    }
    if (outcome === null) {
      if (!process.dead) faults.push(`${process.name} hangs`);
      continue;
    }
    if ('folder' in outcome) continue;
    const { error } = outcome;
    const allowed = new Set<string>([
      ...(plan.stoppedAt === null ? [] : ['interrupted']),
      ...(plan.pool.mostFailures > 2 ? ['worker'] : []),
      ...(rivals.length > 0 || (plan.trouble.kind !== 'none' && plan.trouble.kind !== 'ends') ? ['storage'] : []),
    ]);
    const isAllowed = error instanceof MarginLabError && allowed.has(error.kind);
    if (!isAllowed) faults.push(`${process.name} ends with ${describe(error)}`);
    else if (error.kind === 'storage' && !error.message.includes(resultsFolder)) {
      faults.push(`${process.name} names no path: ${error.message}`);
    }
  }
  return faults;
}

/** A bit of a chunk turns over, or its end is missing. */
function damageChunk(world: World, disk: Disk): void {
  const { random } = world;
  const chunks = disk.paths().filter((path) => path.endsWith('.chunk'));
  if (chunks.length === 0) return;
  const path = pick(random, chunks);
  const content = disk.read(path);
  if (content.length === 0) return;
  const at = whole(random, 0, content.length - 1);
  content[at]! ^= 1 << whole(random, 0, 7);
  disk.rewrite(path, chance(random, 0.5) ? content : content.subarray(0, at));
  disk.flush(path);
  world.note(`${path} is damaged`);
}

/** Puts a file of the user into a finished run; false if there is none. */
function putUserFile(world: World, disk: Disk): boolean {
  const run = finishedRuns(disk).find(({ isPublished }) => isPublished);
  if (run === undefined) return false;
  const path = `${run.folder}/${userFile.name}`;
  disk.create(path, Buffer.from(userFile.content));
  disk.flush(path);
  disk.flushFolder(run.folder);
  world.note(`the user writes ${path}`);
  return true;
}

/** Of each experiment the study with most paths. */
function largest(started: ReadonlySet<StudyName>): StudyName[] {
  const ofOne = (['long', 'cut', 'short'] as const).find((name) => started.has(name));
  return [...(ofOne === undefined ? [] : [ofOne]), ...(started.has('other') ? (['other'] as const) : [])];
}

let digests: Map<string, string | null> | null = null;

/** The result digests of all studies, each of a run of its own that nothing happens to. */
async function rightDigests(): Promise<ReadonlyMap<string, string | null>> {
  if (digests !== null) return digests;
  const right = new Map<string, string | null>();
  for (const study of Object.keys(studies) as StudyName[]) {
    const [world, disk] = [createWorld('right'), createDisk()];
    await runTogether(world, disk, [{ ...calm, study }], 'right');
    right.set(resultKey(keyOf(study)), publishedDigest(disk, study));
  }
  digests = right;
  return right;
}
