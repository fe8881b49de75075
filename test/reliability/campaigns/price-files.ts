import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { InputError, MarginLabError } from '../../../src/base/errors.ts';
import { calibrateCommand } from '../../../src/cli/calibrate.ts';
import { buildProgram } from '../../../src/cli/main.ts';
import { loadMarket } from '../../../src/study/load.ts';
import { between, chance, list, pick, type Random, whole } from '../../support/random.ts';

/** Names that mean something to the program, to JavaScript, to YAML or to a spreadsheet. */
const names = [
  'BTC', 'ETH', 'mean', 'sd', 'reversion', 'stationary', '1', '0', '1e5', '007', 'constructor', '__proto__', 'toString', 'prototype', 'hasOwnProperty', 'valueOf',
  'only', 'calm', 'stress', 'assets', 'quote', 'USDT', 'USD', 'null', 'true', '.nan', '=1+1', 'a b', 'a.b', 'é', '比特币', '💥', 'x'.repeat(65), 'length', '',
]; // biome-ignore format: a table

/** How a price goes on from the one before, as real files never do. */
const moves: Readonly<Record<string, (random: Random, row: number) => number>> = {
  'as prices do': (random) => Math.exp(between(random, -0.05, 0.05)),
  never: () => 1,
  'from one edge to the other': (_, row) => (row % 2 === 0 ? 1e300 : 1e-300),
  'up and down alike': (_, row) => (row % 2 === 0 ? 1.01 : 1 / 1.01),
  'up for ever': () => 1.1,
  'down to nothing': () => 0.5,
  'by the last digit': (random) => (chance(random, 0.5) ? 1 + 2 ** -52 : 1),
  once: (_, row) => (row === 10 ? 1e30 : 1),
  wildly: (random) => 10 ** between(random, -20, 20),
};

const spacings = [1, 60, 3_600, 86_400, 604_800, 31_536_000];

function priceFile(random: Random): string {
  const rows = pick(random, [2, 3, 60, 150, 150, 150, 300]);
  const assets = list(whole(random, 1, 4), (at) => (chance(random, 0.7) ? `C${at}` : pick(random, names)));
  const shared = chance(random, 0.15) ? pick(random, Object.keys(moves)) : null;
  // Mostly what a market file can hold.
  const [least, most] = chance(random, 0.1) ? [5e-324, 1.7e308] : [1e-12, 1e12];
  const columns = assets.map((_, index) => {
    const move = moves[shared ?? pick(random, Object.keys(moves))]!;
    const start = pick(random, chance(random, 0.7) ? [1, 100, 60_000] : [1e-308, 1e308, 1e-12, 1e12, 5e-324]);
    const own = shared === null || index === 0 ? random : seedrandom('the same');
    let price = start;
    return list(rows, (row) => {
      price = Math.min(Math.max(price * move(own, row), least), most);
      if (chance(random, 0.0005)) return pick(random, ['', 'x', '0', '-1', 'NaN', 'Infinity', '1e999']);
      return String(price);
    });
  });
  const [spacing, form] = [
    pick(random, spacings),
    pick(random, ['even', 'even', 'even', 'equal', 'gaps', 'backwards']),
  ];
  let time = 1_700_000_000;
  const times = list(rows, () => {
    if (form !== 'equal') time += form === 'gaps' && chance(random, 0.1) ? spacing * whole(random, 2, 10_000) : spacing;
    return time;
  });
  const lines = list(rows, (row) => [times[row]!, ...columns.map((column) => column[row]!)].join(','));
  return [['time', ...assets].join(','), ...(form === 'backwards' ? lines.toReversed() : lines), ''].join('\n');
}

/** Files of prices that nobody would make: each gives a market file that is read back, or words that name the file, an option or a field. */
export async function priceFiles({ count, seed }: { readonly count: number; readonly seed: string }) {
  const failures: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-prices-'));
  try {
    for (let index = 0; index < count; index++) {
      const random = seedrandom(`${seed} ${index}`);
      const text = priceFile(random);
      const options = [
        '--regimes',
        pick(random, ['1', '2', 'auto']),
        '--shocks',
        pick(random, ['joint', 'normal']),
        '--drift',
        pick(random, ['zero', 'sample']),
      ];
      const fault = await faultOf(folder, text, options);
      if (fault !== null)
        failures.push(`file ${index} of ${seed}, ${options.join(' ')}: ${fault}\n${text.slice(0, 400)}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { tried: count, failures };
}

/** What is wrong with how the calibration of a file ends; null: nothing. */
export async function faultOf(folder: string, text: string, options: readonly string[]): Promise<string | null> {
  const [prices, market] = [join(folder, 'prices.csv'), join(folder, 'market.yaml')];
  rmSync(market, { force: true });
  writeFileSync(prices, text);
  const args = ['calibrate', prices, '-o', market, '--starts', '1', '--replicates', '0', '--no-scorecard', ...options];
  try {
    await silently(() => buildProgram([calibrateCommand]).parseAsync(args, { from: 'user' }));
    loadMarket(market);
    return null;
  } catch (error) {
    if (error instanceof InputError) {
      const isNamed = error.diagnostics.every(({ path, file }) => path !== '' || file !== undefined);
      if (!isNamed) return `names nothing: ${error.message}`;
      // oxlint-disable-next-line no-control-regex -- that is what is looked for
      return /[\u0000-\u0009\u000b-\u001f]|undefined|NaN\b(?!`)|\[object/.test(error.message.replaceAll(/got: .*/g, ''))
        ? `says nonsense: ${error.message}`
        : null;
    }
    if (error instanceof MarginLabError && error.kind === 'limit') return null;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

async function silently(work: () => Promise<unknown>): Promise<void> {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
}
