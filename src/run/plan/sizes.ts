import { assetsOf } from '../../engine/compile/compile.ts';
import { paysFunding } from '../../engine/compile/market.ts';
import { LANES } from '../../engine/memory/constants.ts';
import { observedPaths } from '../../engine/observer.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { BLOCK_PATHS } from '../../engine/simulate.ts';
import { sourceOf } from '../../market/sources/registry.ts';
import type { StepDraws } from '../../market/sources/source.ts';
import { keptExtremes } from '../../stats/extremes.ts';
import { subjectsOf } from '../../stats/strategy/subjects.ts';
import { curvePoints } from '../../stats/survival.ts';
import { keptLosses, mergedRoom } from '../../stats/tail/keep.ts';
import { bytesPerLoss } from '../../stats/tail/losses.ts';
import { assetsInUse, countRanges, largestRange } from './ranges.ts';

/** How many figures of a kind a scenario has: of single schemes, and of differences of two. They cost very different times. */
export interface FigureCount {
  readonly own: number;
  readonly paired: number;
}

/** Kinds of figures that take about as long to make. */
export type FigureKind = 'probability' | 'mean' | 'tail' | 'part' | 'point' | 'strategy' | 'risk' | 'market';

/**
 * How large a scenario is, counted from its account, market and levels without compiling it: numbers are exact unless said otherwise, and
 * held to real runs by `test/run/sizes.test.ts`.
 */
export interface Sizes {
  readonly paths: number;
  readonly steps: number;
  /** What a step draws beside normals, and how many settlements of funding it holds; 0 where nothing is paid. */
  readonly draws: StepDraws;
  readonly settlementsPerStep: number;
  readonly chunks: number;
  readonly largestChunk: number;
  readonly assets: number;
  /** Pairs of the assets that are drawn: up to the last one in use. */
  readonly drawnPairs: number;
  readonly schemes: number;
  readonly positions: number;
  readonly pools: number;
  readonly coins: number;
  /** Most brackets of an asset. */
  readonly brackets: number;
  /** Policies of all schemes. */
  readonly policies: number;
  /** Account, tags and positions that have figures by strategy; 0 without tags. */
  readonly subjects: number;
  /** Schemes and pairs of schemes. */
  readonly columns: number;
  readonly figures: Readonly<Record<FigureKind, FigureCount>>;
  /** Bytes of the sums of a summary, which do not depend on the number of paths. */
  readonly sumBytes: number;
  /** Bytes of a kept path of the tail, in all schemes and subjects. */
  readonly lossBytes: number;
  /** Kept paths of a summary of so many paths, and those that a merged one has room for. */
  readonly keptPaths: (paths: number) => number;
  readonly mergedRoom: number;
  /** Bytes of what the market did on a path on which it is observed. */
  readonly observedBytes: number;
  /** About the bytes of the state of a group of paths, and of the outcomes of a block. */
  readonly groupBytes: number;
  readonly blockBytes: number;
  /** About the bytes of the scenario when it is compiled. */
  readonly compiledBytes: number;
  /** About the bytes of a row of a table of figures. */
  readonly rowBytes: number;
}

/** Numbers of the columns that are summed up: `src/stats/means.ts`, `probabilities.ts`, and of the account and positions in `outcome.ts`. */
const [accountMeans, accountSeries, positionMeans, accountEvents, accountCurves] = [14, 13, 6, 3, 2];
const [accountColumns, positionColumns] = [16, 8];
/** Bytes of a series of moments, a count, the times of an event, the powers of a subject under a scheme and of two. */
const [momentBytes, countBytes, timeBytes, powerBytes, sharedPowerBytes] = [(6 + 2 * keptExtremes) * 8, 24, 48, 56, 32];
/** What a list of losses takes beside them when it is serialised. */
const listBytes = 110;
/** Arrays of numbers per lane that a group keeps of each: counted in `src/engine/memory/`. */
const [ofHolding, ofPool, ofPoolCoin, ofScheme, ofPosition, ofAsset] = [12, 9, 2, 20, 4, 60];

/** Counts. */
export function sizesOf(scenario: Scenario): Sizes {
  const { account, market, stepHours, steps, paths, levels } = scenario;
  const [schemes, positions, coins] = [account.schemes.length, account.positions.length, account.collateral.length - 1];
  const { funding } = account.venue;
  const [assets, regimes] = [assetsInUse(scenario), market.regimes.length];
  const pools = account.schemes.reduce((sum, scheme) => sum + scheme.pools.length, 0);
  const pairs = pairsOf(schemes);
  const columns = schemes + pairs;
  const subjects = subjectsOf({
    positions: account.positions.map(({ name }) => name),
    tags: account.positions.map(({ tag }) => tag),
  }).length;
  const assetPairs = pairsOf(assets);
  const observedPairs = steps < 3 ? 0 : assetPairs;
  const points = Math.min(curvePoints, steps);
  const reference = account.schemes.some(({ partition }) => partition === 'each') ? 1 : 0;
  const of = (count: number): FigureCount => ({ own: count * schemes, paired: count * pairs });
  const riskPerSubject = 2 * levels.length;
  const spilled = reference * 2 * (schemes - 1) * positions;
  const figures = {
    probability: { own: schemes * (accountEvents + positions) + spilled, paired: pairs * (accountEvents + positions) },
    mean: of(accountMeans + positionMeans * positions),
    tail: of(4 * levels.length),
    part: ofSchemes(schemes * (positions + 1) * levels.length),
    point: ofSchemes(schemes * (1 + positions + (accountCurves + positions) * points)),
    strategy: of(subjects * 4),
    risk: of(subjects * riskPerSubject),
    market: ofSchemes(3 * regimes + 1 + 4 * assets + observedPairs + assetPairs * (1 + levels.length)),
  };
  const series = (accountSeries + positionMeans * positions) * columns + 2 * subjects * columns;
  const marketSeries = regimes + 1 + 2 * assets + observedPairs;
  const sumBytes =
    momentBytes * (series + marketSeries) +
    countBytes * ((schemes + 2 * pairs) * (accountEvents + positions) + regimes) +
    countBytes * (schemes * (accountCurves + positions) * points + 2 * reference * schemes * positions) +
    timeBytes * schemes * (1 + positions) +
    subjects * (powerBytes * schemes + sharedPowerBytes * pairs) +
    listBytes * schemes * (2 + subjects) +
    3_000;
  const perLane = LANES * 8;
  const drawnPairs = pairsOf(assetsDrawn(scenario) + 1);
  return {
    paths,
    steps,
    draws: sourceOf(market.model).drawsPerStep(market.model, stepHours),
    settlementsPerStep: paysFunding(market, funding) ? stepHours / funding.everyHours : 0,
    chunks: countRanges(scenario),
    largestChunk: largestRange(scenario),
    assets,
    schemes,
    positions,
    pools,
    coins,
    brackets: account.venue.maintenance.reduce((most, { length }) => Math.max(most, length), 1),
    policies: account.schemes.reduce((sum, scheme) => sum + scheme.policies.length, 0),
    subjects,
    columns,
    figures,
    sumBytes,
    lossBytes:
      levels.length === 0
        ? 0
        : schemes * (bytesPerLoss(positions + 1) + bytesPerLoss(0)) + subjects * schemes * bytesPerLoss(schemes),
    keptPaths: (of) => Math.min(of, keptLosses({ levels }, of)),
    mergedRoom: mergedRoom({ levels, paths }),
    observedBytes: 8 * (regimes + assets + 1),
    groupBytes:
      130_000 +
      perLane *
        (ofHolding * schemes * positions +
          pools * (ofPool + ofPoolCoin * coins) +
          schemes * (ofScheme + 2 * coins + 2 * assets) +
          ofPosition * positions +
          ofAsset * assets +
          2 * drawnPairs),
    blockBytes:
      8 *
      Math.min(BLOCK_PATHS, largestRange(scenario)) *
      (schemes * (accountColumns + positionColumns * positions) + columns / 4 + assets + regimes),
    compiledBytes:
      8 * (regimes * drawnPairs + 8 * schemes * positions + pools * (6 + coins)) + tableBytes(market.model) + 3_000,
    rowBytes: rowBytesOf(scenario),
    drawnPairs,
  };
}

/** The table of quantiles of Student's t with degrees that are not whole: measured. */
function tableBytes(model: Scenario['market']['model']): number {
  return model.shocks.law === 'student-t' && !Number.isInteger(model.shocks.degrees) ? 66_000 : 0;
}

function ofSchemes(count: number): FigureCount {
  return { own: count, paired: 0 };
}

function meanLength(names: readonly { readonly name: string }[]): number {
  return names.reduce((sum, { name }) => sum + name.length, 0) / names.length;
}

/** A row has a dozen numbers and dots (measured: 80 bytes), and the names of what it is about. */
function rowBytesOf({ name, axes, account: { schemes, positions } }: Scenario): number {
  const axesLength = Object.values(axes).reduce<number>((sum, value) => sum + String(value).length + 1, 0);
  return 80 + name.length + axesLength + (schemes.length > 2 ? 2 : 1.3) * meanLength(schemes) + meanLength(positions);
}

/** Assets up to the last one in use: so many are drawn. */
function assetsDrawn({ account }: Scenario): number {
  return assetsOf(account).reduce((most, asset) => Math.max(most, asset + 1), 1);
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Bytes of the summary of so many of the first paths, as it is stored. */
export function summaryBytes(sizes: Sizes, paths: number): number {
  const { sumBytes, lossBytes, keptPaths, observedBytes } = sizes;
  return sumBytes + keptPaths(paths) * lossBytes + observedPaths(paths) * observedBytes;
}

/** All figures of a scenario. */
export function countFigures({ figures }: Sizes): number {
  return Object.values(figures).reduce((sum, { own, paired }) => sum + own + paired, 0);
}
