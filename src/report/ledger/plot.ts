import type { LedgerEntry, TracedCheck } from '../../exact/ledger.ts';
import type { ExactSchemeResult } from '../../exact/outcome.ts';
import type { LedgerPath } from '../../exact/postings.ts';
import type { MarkStyle } from '../charts/mark.ts';
import { drawPage, type LegendEntry, type PanelColumn } from '../charts/page.ts';
import { curveLook, palette } from '../charts/palette.ts';
import type { Curve, Mark, Panel, TimeAxis } from '../charts/panel.ts';
import { tickLabels, timeTicks } from '../charts/scale.ts';
import { type EventMark, eventMarks, markOf } from './event-marks.ts';
import { clock } from './figures.ts';
import { describe } from './text.ts';

/** What a ledger is drawn with. */
export interface PlotContext extends LedgerPath {
  readonly title: string;
  readonly stepHours: number;
  readonly trace: LedgerTrace;
}

/** More pools of a scheme than this are left out, those first in which nothing happened. */
const mostPools = 16;

/** More of what happened at one step is left to the ledger. */
const mostSentences = 6;

const [equityColour, requirementColour] = [palette.black, palette.vermillion];

/**
 * The ledger of a path as an SVG document, a column for each scheme: on top the prices of what is held, relative to the start, below
 * equity against requirement of each pool, with what happened marked.
 */
export function plotLedger(results: readonly ExactSchemeResult[], context: PlotContext): string {
  const { account, stepHours, steps } = context;
  const prices = pricePanel(context);
  const columns = results.map((result): PanelColumn => {
    const title = `Scheme ${result.scheme}`;
    return { title, panels: [prices, ...poolsToShow(result).map((pool) => poolPanel(result, pool, context))] };
  });
  const drawn = new Set(
    columns.flatMap(({ panels }) => panels.flatMap(({ marks }) => marks.map(({ style }) => style))),
  );
  const styles = Object.values<MarkStyle>(eventMarks).filter((style) => drawn.has(style));
  const legend: LegendEntry[] = [
    ...prices.curves,
    { name: 'equity', colour: equityColour, isDashed: false },
    { name: 'requirement', colour: requirementColour, isDashed: true },
    ...styles.map((mark) => ({ name: mark.name, mark })),
  ];
  const left = results.map((result) => poolsOf(result).length - poolsToShow(result).length).reduce((a, b) => a + b, 0);
  return drawPage({
    title: context.title,
    caption: captionOf(account.venue.equality, account.collateral[0]?.name ?? 'the quote currency', left),
    columns,
    time: timeAxis(steps.length * stepHours),
    legend,
  });
}

function captionOf(equality: 'fires' | 'holds', quote: string, left: number): string {
  const rule = equality === 'fires' ? 'is not above' : 'is below';
  return (
    `Top: mark prices of the assets held, as a share of their price at the start. Below: of each pool, equity as the margin check counts it and ` +
    `maintenance requirement, in ${quote}, at every step; a pool is liquidated when its equity ${rule} its requirement. ` +
    'A curve ends where no position is left in the pool. Computed in exact decimal arithmetic from the draws of the run.' +
    (left === 0 ? '' : ` ${left} further pools, in which less happened, are not shown.`)
  );
}

/** Pools of a scheme, in the order in which its ledger first tells of them. The treasury has nothing to require. */
function poolsOf({ ledger }: ExactSchemeResult): string[] {
  return [...new Set(ledger.map(({ pool }) => pool))].filter((pool) => pool !== 'treasury');
}

function poolsToShow(result: ExactSchemeResult): string[] {
  const pools = poolsOf(result);
  if (pools.length <= mostPools) return pools;
  const events = Map.groupBy(
    result.ledger.filter((entry) => markOf(entry) !== null),
    ({ pool }) => pool,
  );
  const count = (pool: string) => events.get(pool)?.length ?? 0;
  const chosen = new Set(pools.toSorted((a, b) => count(b) - count(a)).slice(0, mostPools));
  return pools.filter((pool) => chosen.has(pool));
}

function pricePanel({ account, startPrices, steps, stepHours }: PlotContext): Panel {
  const held = [...account.positions, ...account.collateral].flatMap(({ asset }) => (asset === null ? [] : [asset]));
  const x = [0, ...steps.map(({ step }) => step * stepHours)];
  const curves = [...new Set(held)].map((asset, index): Curve => {
    const start = startPrices[asset]!;
    const y = [1, ...steps.map(({ prices }) => prices[asset]! / start)];
    return { name: `price of ${account.assets[asset]}`, ...curveLook(index), points: { x, y } };
  });
  return { title: 'Prices', yTitle: 'relative to start', curves, marks: [], baseline: 1 };
}

function poolPanel(result: ExactSchemeResult, pool: string, context: PlotContext): Panel {
  const { account, stepHours, trace, steps } = context;
  const entries = result.ledger.filter((entry) => entry.pool === pool);
  const checks = trace.ofPool(result.scheme, pool);
  const quote = account.collateral[0]?.name ?? 'quote';
  const curve = (side: 'equity' | 'requirement', colour: string): Curve => ({
    name: side,
    colour,
    isDashed: side === 'requirement',
    points: pointsOf(side, entries, checks?.[side] ?? new Float64Array(steps.length + 1).fill(Number.NaN), stepHours),
  });
  return {
    title: `Pool ${pool}`,
    yTitle: quote,
    curves: [curve('equity', equityColour), curve('requirement', requirementColour)],
    marks: marksOf(entries, context),
    baseline: 0,
  };
}

/** At each step what was checked, and after it what the entries of the step say. */
function pointsOf(
  side: 'equity' | 'requirement',
  entries: readonly LedgerEntry[],
  checked: Float64Array,
  stepHours: number,
): { readonly x: number[]; readonly y: number[] } {
  const byStep = Map.groupBy(entries, ({ step }) => step);
  const points = { x: [] as number[], y: [] as number[] };
  checked.forEach((value, step) => {
    const told = byStep.get(step) ?? [];
    const isOver = Number.isNaN(value) && told.every((entry) => entry.kind === 'end');
    const values = isOver ? [Number.NaN] : [value, ...told.map((entry) => entry[side].toNumber())];
    for (const one of values.length > 1 ? values.filter((y) => !Number.isNaN(y)) : values) {
      points.x.push(step * stepHours);
      points.y.push(one);
    }
  });
  return points;
}

/** One mark for each step at which something happened: of the gravest kind, with all of it in words. */
function marksOf(entries: readonly LedgerEntry[], { account, stepHours }: PlotContext): Mark[] {
  const kinds = Object.keys(eventMarks) as EventMark[];
  const marked = entries.flatMap((entry) => {
    const kind = markOf(entry);
    return kind === null ? [] : [{ entry, kind }];
  });
  return [...Map.groupBy(marked, ({ entry }) => entry.step)].map(([step, ofStep]) => {
    const gravest = kinds.find((kind) => ofStep.some((one) => one.kind === kind))!;
    const words = ofStep.slice(0, mostSentences).map(({ entry }) => {
      const line = { of: entry, firstStep: step, ...entry, amount: entry.equity };
      return describe(line, account.venue.equality)[0];
    });
    const more = ofStep.length > words.length ? ['…'] : [];
    return {
      style: eventMarks[gravest],
      x: step * stepHours,
      y: ofStep[0]!.entry.equity.toNumber(),
      title: `step ${step} (${clock(step * stepHours)}): ${[...words, ...more].join('; ')}`,
    };
  });
}

/** Times are in the unit that leaves few digits: minutes, hours or days. */
function timeAxis(hours: number): TimeAxis {
  const [unit, inHours, steps] =
    hours > 96
      ? (['days', 24, [1, 2, 5, 7, 14, 28, 91, 182, 364]] as const)
      : hours > 3
        ? (['hours', 1, [1, 2, 3, 6, 12, 24]] as const)
        : (['minutes', 1 / 60, [1, 2, 5, 10, 15, 30, 60]] as const);
  const times = timeTicks(0, hours / inHours, 8, steps);
  return { from: 0, to: hours, ticks: times.map((time) => time * inHours), labels: tickLabels(times), title: unit };
}

/** Equity and requirement of a pool at every check of a path: `[step]`, NaN where it was not checked. */
export interface PoolTrace {
  readonly equity: Float64Array;
  readonly requirement: Float64Array;
}

/** The checks of every pool of every scheme. */
export interface LedgerTrace {
  readonly add: (check: TracedCheck) => void;
  /** Undefined for a pool that was never checked. */
  readonly ofPool: (scheme: string, pool: string) => PoolTrace | undefined;
}

function key(scheme: string, pool: string): string {
  return JSON.stringify([scheme, pool]);
}

/** Collects the checks of a path of so many steps, as numbers to draw. */
export function createTrace(steps: number): LedgerTrace {
  const pools = new Map<string, PoolTrace>();
  const empty = () => new Float64Array(steps + 1).fill(Number.NaN);
  return {
    add({ scheme, pool, step, equity, requirement }) {
      const name = key(scheme, pool);
      const trace = pools.get(name) ?? { equity: empty(), requirement: empty() };
      pools.set(name, trace);
      trace.equity[step] = equity.toNumber();
      trace.requirement[step] = requirement.toNumber();
    },
    ofPool: (scheme, pool) => pools.get(key(scheme, pool)),
  };
}
