import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';
import { pick, whole } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';
import { makePlayground, type Playground } from '../situations.ts';
import type { StarterEnd } from './starter.ts';

/** What a run that was killed, or another program, has left in the lock file. */
const stale = [
  JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), since: '2026-01-01T00:00:00.000Z' }),
  JSON.stringify({ pid: process.pid, host: hostname(), started: null, since: 'then' }),
  JSON.stringify({ pid: 1, host: 'elsewhere', since: 'then' }),
  '{"pid": 1',
  '',
];

/** Every so many starts are whole runs; the others only take the lock and write a table, which is where two would meet. */
const runsEvery = 6;

/**
 * Starts pairs and trios of processes at once where a lock file was left, on a disk that takes its time: one holds the lock at a time,
 * each finishes or is told who holds it, and there is one result, as of a run alone.
 */
export const starters: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const playground = await makePlayground();
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-starters-'));
  const failures: string[] = [];
  try {
    for (let tried = 0; tried < count; tried++) {
      const what = tried % runsEvery === 0 ? 'run' : 'table';
      const several = whole(random, 2, 3);
      const left = pick(random, stale);
      const seeds = Array.from({ length: several }, () => String(random()));
      const fault = await (what === 'run'
        ? runs(playground, left, seeds)
        : tables(playground, join(folder, 'case'), left, seeds));
      if (fault !== null) failures.push(`start ${tried} of ${several} (${what}) on ${JSON.stringify(left)}: ${fault}`);
    }
  } finally {
    playground.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  return { tried: count, failures };
};

async function runs(playground: Playground, left: string, seeds: readonly string[]): Promise<string | null> {
  const results = playground.set('a stopped run');
  const lock = join(results, `${readdirSync(results).find((name) => name.includes('.partial-'))}.lock`);
  writeFileSync(lock, left);
  const fault = faultOf(await startTogether(playground.environment, [results, lock, 'run'], seeds));
  return fault ?? playground.resumeAndCheck('a stopped run');
}

async function tables(
  { environment }: Playground,
  results: string,
  left: string,
  seeds: readonly string[],
): Promise<string | null> {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results);
  const lock = join(results, 'table.lock');
  writeFileSync(lock, left);
  const fault = faultOf(await startTogether(environment, [results, lock, 'table'], seeds));
  const [names, text] = [readdirSync(results), readFileSync(join(results, 'table.csv'), 'utf8')];
  if (fault !== null || (names.join() === 'table.csv' && text === 'a,b\n1,2\n')) return fault;
  return `left ${names.join()} with ${JSON.stringify(text)}`;
}

async function startTogether(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  seeds: readonly string[],
): Promise<StarterEnd[]> {
  const program = fileURLToPath(new URL('starter.ts', import.meta.url));
  const children = seeds.map((seed) =>
    spawn(process.execPath, [program, ...args, seed], { env, stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const ends = children.map(outputOf);
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  for (const child of children) child.stdin.end('go\n');
  return (await Promise.all(ends)).map((text) => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as StarterEnd);
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  await once(child, 'close');
  return text;
}

/** What is wrong with how they ended: two that held the lock at once, none that finished, or one that failed otherwise. */
function faultOf(ends: readonly StarterEnd[]): string | null {
  const times = ends.flatMap(({ held }) => held.map(([from, to]) => [BigInt(from), BigInt(to)] as const));
  const inOrder = times.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const isShared = inOrder.some(([from], index) => index > 0 && from < inOrder[index - 1]![1]);
  const isRight =
    !isShared && ends.some(({ ended }) => ended === 'finished') && !ends.some((e) => e.ended === 'failed');
  return isRight ? null : `${isShared ? 'two held the lock at once: ' : ''}${JSON.stringify(ends)}`;
}
