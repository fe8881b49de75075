import { compile } from '../../src/engine/compile/compile.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { createSummary, mergeSummary, summaryFigures } from '../../src/stats/summary.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { type FigureRow, rowsOf } from '../support/figure-rows.ts';
import type { World } from './coverage-worlds.ts';

/** Paths that are simulated at a time. */
const chunk = 10_000;

/**
 * All figures of the schemes in one run of a world: paths `firstPath` and on, under one seed. Those of the market rest on the few hundred
 * paths of so short a run on which it is observed, and so would their truth.
 */
export function figuresOf(world: World, seed: string, paths: number, firstPath = 0): FigureRow[] {
  const { scenarios } = parseStudy(world.text, { file: null });
  const compiled = compile({ ...scenarios[0]!, paths, seed });
  const total = createSummary(compiled.shape, firstPath);
  for (let done = 0; done < paths; done += chunk) {
    const summary = simulate(compiled, firstPath + done, Math.min(chunk, paths - done));
    mergeSummary(total, summary, compiled.shape);
  }
  const ofSchemes = summaryFigures(total, compiled.shape).filter(({ scheme }) => scheme !== null);
  return rowsOf(ofSchemes, compiled.shape);
}

/** What one figure is about, as a key. */
export function keyOf({ metric, scheme, tag, position, level }: FigureRow): string {
  return JSON.stringify([metric, scheme, tag, position, level]);
}

/** How often the intervals of one figure held the truth, over all runs. */
export interface RowCoverage {
  readonly metric: string;
  readonly scheme: string;
  readonly tag: string | null;
  readonly position: string | null;
  readonly level: number | null;
  readonly truth: number | null;
  /** Runs that printed an interval, those whose interval held the truth, and on which side the others lay. */
  printed: number;
  covered: number;
  tooLow: number;
  tooHigh: number;
  /** Runs in which the interval says something else than the p-value, at 5 %. */
  contradictions: number;
  readonly estimates: number[];
  readonly errors: (number | null)[];
  /** Of differences whose truth is 0. */
  readonly pValues: number[];
  readonly notes: Map<string, number>;
}

/** Runs a world again and again on other paths, and compares each printed interval with the figures of very many paths. */
export function measureCoverage(
  world: World,
  { seed, runs, paths, truthPaths }: { seed: string; runs: number; paths: number; truthPaths: number },
): RowCoverage[] {
  const rows = new Map<string, RowCoverage>();
  for (const figure of figuresOf(world, `${seed} truth`, truthPaths)) {
    const { metric, scheme, tag, position, level, estimate } = figure;
    rows.set(keyOf(figure), {
      metric,
      scheme,
      tag,
      position,
      level,
      // Mirror images: the truth is known.
      truth: isMirrored(figure) ? 0 : estimate,
      printed: 0,
      covered: 0,
      tooLow: 0,
      tooHigh: 0,
      contradictions: 0,
      estimates: [],
      errors: [],
      pValues: [],
      notes: new Map(),
    });
  }
  for (let run = 0; run < runs; run++) {
    for (const figure of figuresOf(world, seed, paths, run * paths)) record(rows.get(keyOf(figure))!, figure);
  }
  return [...rows.values()];
}

/** Whether a figure is a difference of the mirror images that is 0 in truth: one of the account as a whole, or of a strategy. */
function isMirrored({ scheme, position }: Pick<FigureRow, 'scheme' | 'position'>): boolean {
  return scheme === 'left - right' && position === null;
}

function record(row: RowCoverage, { estimate, stdError, ciLow, ciHigh, pValue, note }: FigureRow): void {
  if (note !== null) {
    const kind = note.replaceAll(/[\d.,]+/g, '#');
    row.notes.set(kind, (row.notes.get(kind) ?? 0) + 1);
  }
  if (estimate === null) return;
  row.estimates.push(estimate);
  row.errors.push(stdError);
  if (pValue !== null && row.truth === 0 && isMirrored(row)) row.pValues.push(pValue);
  if (ciLow === null && ciHigh === null) return;
  if (pValue !== null && ciLow !== null && ciHigh !== null) {
    const excludes = ciLow > 0 || ciHigh < 0;
    if (excludes !== pValue < 0.05 && Math.abs(pValue - 0.05) > 1e-6) row.contradictions++;
  }
  if (row.truth === null) return;
  row.printed++;
  // Sums are added up in another order in the truth.
  const slack = 1e-9 * Math.abs(row.truth);
  if (ciHigh !== null && ciHigh < row.truth - slack) row.tooLow++;
  else if (ciLow !== null && ciLow > row.truth + slack) row.tooHigh++;
  else row.covered++;
}

/** The coverage of one kind of figure: a metric at a level, of schemes or of differences, over all its rows. */
export interface KindCoverage {
  readonly kind: string;
  readonly rows: readonly RowCoverage[];
  /** Share of the runs of all rows that printed an interval, and of these the share that held the truth. */
  readonly printed: number;
  readonly coverage: number;
  /** Of the rows that printed an interval in half of the runs at least: the one that covers least, and the one that covers most. */
  readonly least: RowCoverage | null;
  readonly most: RowCoverage | null;
}

/** Coverage by kind of figure, in the order of the rows. Points of a survival curve are one kind. */
export function coverageByKind(rows: readonly RowCoverage[], runs: number): KindCoverage[] {
  const kinds = new Map<string, RowCoverage[]>();
  for (const row of rows) kinds.set(kindOf(row), [...(kinds.get(kindOf(row)) ?? []), row]);
  return [...kinds].map(([kind, own]) => {
    const printed = total(own, (row) => row.printed);
    const often = own.filter((row) => row.printed >= runs / 2).toSorted((a, b) => share(a) - share(b));
    return {
      kind,
      rows: own,
      printed: printed / (own.length * runs),
      coverage: printed === 0 ? Number.NaN : total(own, (row) => row.covered) / printed,
      least: often[0] ?? null,
      most: often.at(-1) ?? null,
    };
  });
}

function kindOf({ metric, scheme, level }: RowCoverage): string {
  const shown = level === null || metric.startsWith('survival') ? '' : ` ${Number((level * 100).toPrecision(12))} %`;
  return `${metric}${shown}${scheme.includes(' - ') ? ', difference' : ''}`;
}

/** Share of the printed intervals of a row that held the truth. */
export function share({ covered, printed }: Pick<RowCoverage, 'covered' | 'printed'>): number {
  return covered / printed;
}

function total(rows: readonly RowCoverage[], of: (row: RowCoverage) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}

/** Probability of a Kolmogorov distance as large as that of these values from the uniform law (Kolmogorov 1933, the limit). */
export function kolmogorovPValue(values: readonly number[]): number {
  const n = values.length;
  const distances = values.toSorted((a, b) => a - b).map((value, i) => Math.max((i + 1) / n - value, value - i / n));
  const lambda = Math.max(...distances) * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  if (lambda < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}
