import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import { exitCodes } from '../../../src/base/errors.ts';
import { type Ended, experiment, runCli, secondsToStartNode, startCli } from '../../cli/spawned.ts';

const codes = { SIGHUP: exitCodes.hangup, SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;
type Signal = keyof typeof codes;

/** Commands that take seconds or minutes, and such that take none: how each is stopped must not differ. */
const commands: readonly (readonly string[])[] = [
  ['run', 'long.yaml', '--threads', '2', '--out', 'OUT'],
  ['run', 'pair.yaml', 'long.yaml', '--threads', '1', '--quiet', '--out', 'OUT'],
  ['calibrate', 'prices.csv', '--regimes', 'auto', '-o', 'OUT/market.yaml'],
  ['scorecard', 'btc-eth-2019', 'prices.csv', '--histories', '400', '-o', 'OUT/card.md', 'OUT/card.csv'],
  ['bench', '--paths', '500_000'],
  ['bench', '--table', 'shares', '--rounds', '50'],
  ['explain', 'pair', '--worst', '32', '--scheme', 'cross', '--csv', 'OUT/worst.csv', '--out', 'results'],
  ['report', 'pair', '--tables', 'OUT'],
  ['distance', 'pair.yaml'],
  ['schema'],
];

export interface SignalOptions {
  readonly count: number;
  readonly seed: string;
  /** Longest time from the start to the signal on a machine that is not busy, milliseconds. */
  readonly latest?: number;
  /** The Node that starts the launcher; that of this process if absent. */
  readonly node?: string;
}

/**
 * Sends SIGINT, SIGTERM or SIGHUP to commands at random moments from their start. Each must end with the exit code of the signal and the
 * ordinary words, or as if there had been none if it was done before; no file may be left half written.
 */
export async function signalsCampaign(options: SignalOptions): Promise<{ tried: number; failures: string[] }> {
  const { count, seed, latest = 600, node } = options;
  const random = seedrandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-signals-'));
  const failures: string[] = [];
  try {
    writeFileSync(join(folder, 'pair.yaml'), experiment());
    writeFileSync(join(folder, 'long.yaml'), experiment({ name: 'long', paths: 20_000_000 }));
    writeFileSync(join(folder, 'prices.csv'), prices(random, 3_000));
    const made = await runCli(['run', 'pair.yaml', '--quiet'], { cwd: folder });
    if (made.code !== 0) throw new Error(`the run to explain was not made: ${made.stderr}`);
    for (let index = 0; index < count; index++) {
      const out = `out-${index}`;
      mkdirSync(join(folder, out));
      const args = commands[index % commands.length]!.map((word) => word.replace('OUT', out));
      const signal = (Object.keys(codes) as Signal[])[Math.floor(random() * 3)]!;
      // The promise is 2 s. A machine that is busy otherwise takes long to let even a program that does nothing start and end.
      const busy = await secondsToStartNode();
      const patience = 2 + 10 * busy;
      const wait = random() * (latest + 5_000 * busy);
      const { child, ended } = startCli(args, { cwd: folder, ...(node === undefined ? {} : { node }) });
      await sleep(wait);
      const asked = performance.now();
      child.kill(signal);
      const end = await ended;
      const seconds = (performance.now() - asked) / 1000;
      const faults = faultsOf(end, signal, readdirSync(join(folder, out), { recursive: true, encoding: 'utf8' }));
      if (seconds > patience) faults.push(`took ${seconds.toFixed(1)} s to end`);
      for (const fault of faults) failures.push(`${args.join(' ')}: ${signal} after ${Math.round(wait)} ms: ${fault}`);
      rmSync(join(folder, out), { recursive: true });
    }
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  }
  return { tried: count, failures };
}

function faultsOf({ code, signal, stdout, stderr }: Ended, sent: Signal, files: readonly string[]): string[] {
  const faults = files.filter((name) => name.endsWith('.tmp')).map((name) => `left ${name}`);
  // Before Node runs a line of the program, no program can answer: nothing was begun.
  const neverBegan = signal === sent && stdout === '' && stderr === '' && files.length === 0;
  if (neverBegan || code === 0) return faults;
  if (code !== codes[sent]) faults.push(`ended with code ${code}, signal ${signal}: ${stderr}`);
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  if (!/stopped/.test(stderr) || !/(go on|again) with/.test(last)) faults.push(`said: ${stderr}`);
  if (/\n\s+at /.test(stderr)) faults.push(`showed a stack: ${stderr}`);
  return faults;
}

/** Hourly prices of two coins. */
function prices(random: () => number, rows: number): string {
  let [btc, eth] = [60_000, 2_500];
  const lines = Array.from({ length: rows }, (_, hour) => {
    const common = random() - 0.5;
    btc *= 1 + 0.01 * (common + random() - 0.5);
    eth *= 1 + 0.015 * (common + random() - 0.5);
    return `${new Date(Date.UTC(2024, 0, 1, hour)).toISOString()},${btc},${eth}`;
  });
  return `time,BTC,ETH\n${lines.join('\n')}\n`;
}
