import { fileURLToPath } from 'node:url';
import { inputError } from '../base/errors.ts';
import { packageFile } from '../base/package-files.ts';
import type { Scenario } from '../engine/scenario.ts';
import { asRegimeMarket, type Market } from '../market/model.ts';
import { loadStudy } from '../study/load.ts';
import type { StudyOverrides } from '../study/parse.ts';
import type { Study } from '../study/study.ts';

/** The experiment file that every measurement starts from; where its numbers come from stands in its first lines. */
export const canonicalFile = fileURLToPath(packageFile('experiments/canonical-workload.yaml'));

/** Fields of the experiment that differ: dotted path and value as YAML, as after `--set`. */
export type Changes = NonNullable<StudyOverrides['set']>;

/** One changed field, its value plain data (JSON is YAML). */
export function change(path: string, value: unknown): Changes[number] {
  return [path, JSON.stringify(value)];
}

/** Reads the canonical experiment as a user's run does, with changes. Throws `InputError` if they do not fit it. */
export function loadCanonical(overrides: StudyOverrides = {}): Study {
  return loadStudy(canonicalFile, overrides);
}

/** The scenario of a study without a sweep: what is measured is one market, one book, one horizon. Throws `InputError` for a sweep. */
export function onlyScenario(study: Study): Scenario {
  const [scenario, ...more] = study.scenarios;
  if (scenario !== undefined && more.length === 0) return scenario;
  throw inputError('sweep', 'the workload cannot be swept', { got: `${study.scenarios.length} scenarios` });
}

/**
 * The canonical book with another number of positions, as changes of its experiment: the first ones for fewer, relatives of all for more.
 *
 * Position i is one on asset i. Asset i + k m, m the number of canonical assets, has the laws of asset i and moves with it at a
 * correlation of 0.95; with any other asset j it has 0.95 times the correlation of i and j. That is the Kronecker product of a matrix
 * with 1 on and 0.95 off the diagonal and the canonical one, so it is positive semi-definite as both of them are. Total notional and leverage stay.
 */
export function withPositions(base: Scenario, count: number): Changes {
  const { account } = base;
  const market = asRegimeMarket(base.market);
  const size = market.assets.length;
  const all = Array.from({ length: count }, (_, index) => index);
  const byAsset = <Value>(value: (original: number) => Value) =>
    Object.fromEntries(all.map((index) => [assetName(index), value(index % size)]));
  const notional = (index: number) => Math.abs(account.positions[index % size]?.quantity ?? 0) * priceOf(market, index);
  const total = (count: number) => Array.from({ length: count }, (_, index) => notional(index)).reduce((a, b) => a + b);
  const scale = total(size) / total(count);
  return [
    change(
      'market.assets',
      byAsset((original) => market.prices[original]),
    ),
    ...market.model.laws.flatMap((law, r) => {
      const path = `market.regimes.${market.regimes[r]?.name}`;
      return [
        change(
          `${path}.volatility`,
          byAsset((original) => law.volatility[original]),
        ),
        change(
          `${path}.drift`,
          byAsset((original) => law.drift[original]),
        ),
        change(
          `${path}.correlation`,
          all.map((row) => all.map((column) => related(law.correlation, row, column))),
        ),
        ...(law.commonJump === null
          ? []
          : [
              change(
                `${path}.jumps.common.beta`,
                byAsset((original) => law.commonJump?.beta[original]),
              ),
            ]),
      ];
    }),
    change(
      'venue.maintenance',
      byAsset((original) => account.venue.maintenance[original]?.[0]?.rate),
    ),
    change(
      'positions',
      Object.fromEntries(
        all.map((index) => [
          positionName(index),
          {
            asset: assetName(index),
            side: (account.positions[index % size]?.quantity ?? 0) > 0 ? 'long' : 'short',
            notional: notional(index) * scale,
          },
        ]),
      ),
    ),
  ];
}

/** Names as in the experiment file. */
export const assetName = (index: number) => `A${index}`;
export const positionName = (index: number) => `P${index}`;

const correlationOfRelatives = 0.95;

function related(correlation: readonly (readonly number[])[], row: number, column: number): number {
  const size = correlation.length;
  const canonical = correlation[row % size]?.[column % size] ?? 0;
  return Math.floor(row / size) === Math.floor(column / size) ? canonical : canonical * correlationOfRelatives;
}

function priceOf(market: Market, index: number): number {
  return market.prices[index % market.prices.length] ?? 0;
}

/** Most schemes that `withSchemes` knows. */
export const mostSchemes = 8;

/**
 * The first `count` of eight ways of pooling the eight positions, the canonical two first: as a desk would add one after the other to
 * compare them. Pools per scheme: 8, 1, 2, 3, 4, 1, 8, 5.
 */
export function withSchemes(count: number): Changes {
  const schemes = Object.entries(all).slice(0, count);
  return [change('schemes', Object.fromEntries(schemes))];
}

const positions = (...indices: readonly number[]) => indices.map(positionName);

const all = {
  isolated: { pools: 'each', allocate: 'by-notional' },
  cross: { pools: 'one' },
  sides: { pools: { long: positions(0, 1, 2, 4, 5, 7), short: positions(3, 6) } },
  desk: { pools: { core: positions(0, 1, 2), hedged: positions(3, 4, 5), rest: positions(6, 7) }, treasury: '10%' },
  pairs: { pools: { a: positions(0, 1), b: positions(2, 3), c: positions(4, 5), d: positions(6, 7) } },
  reserve: { pools: 'one', treasury: '20%' },
  weighed: { pools: 'each', allocate: 'by-requirement' },
  'cross-core': {
    pools: { core: positions(0, 1, 2, 3), p4: positions(4), p5: positions(5), p6: positions(6), p7: positions(7) },
    allocate: 'by-requirement',
  },
} as const;
