import { inputError } from '../base/errors.ts';
import { type CompiledScenario, compile, isWatched } from '../engine/compile/compile.ts';
import { replayMarket } from '../engine/replay.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { LedgerEntry, TracedCheck } from '../exact/ledger.ts';
import type { ExactSchemeResult } from '../exact/outcome.ts';
import { simulateExact } from '../exact/simulate.ts';
import type { Scheme } from '../margin/account.ts';
import type { MarketStep } from '../margin/market-step.ts';

/** One path through the exact engine, with the market that it saw. */
export interface ExplainedPath {
  readonly path: number;
  /** Steps 1 to the last one. */
  readonly market: readonly MarketStep[];
  /** Per scheme that was looked at, with its ledger. */
  readonly results: readonly ExactSchemeResult[];
}

export interface ExplainOptions {
  /** Only this scheme; default: all of them. */
  readonly scheme?: string;
  /** Every check of a pool is told so many steps before and after whatever happens in it; default: none but those that matter. */
  readonly around?: number;
  /** Hears of every check of every scheme that is looked at. */
  readonly trace?: (check: TracedCheck) => void;
}

/**
 * One path of a scenario through the exact engine, from the same draws as its run: what `explain` tells. Throws an input error if there
 * is no such path or scheme.
 *
 * @example
 * import { explainPath, loadStudy } from 'margin-lab';
 *
 * const [scenario] = loadStudy('book.yaml').scenarios;
 * const { results } = explainPath(scenario!, 17, { scheme: 'cross' });
 * for (const { step, pool, kind } of results[0]!.ledger) console.log(step, pool, kind);
 */
export function explainPath(scenario: Scenario, path: number, options: ExplainOptions = {}): ExplainedPath {
  const { account, paths } = scenario;
  if (!(Number.isInteger(path) && path >= 0 && path < paths)) {
    throw inputError('--path', 'there is no such path in this run', {
      allowed: `0 to ${paths - 1}`,
      got: String(path),
    });
  }
  const schemes = account.schemes.filter(({ name }) => options.scheme === undefined || name === options.scheme);
  if (schemes.length === 0) throw noSuchScheme(scenario, String(options.scheme));
  // Compiled with all schemes: what is drawn must not depend on which scheme is looked at.
  const compiled = compile(scenario);
  const market = replayMarket(compiled, path);
  const results = schemes.map((scheme) => explainScheme(scenario, compiled, scheme, market, options));
  return { path, market, results };
}

/** What to say of a scheme that a scenario does not have. */
export function noSuchScheme({ account }: Scenario, name: string): Error {
  const allowed = account.schemes.map((scheme) => scheme.name).join(', ');
  return inputError('--scheme', 'there is no such scheme', { allowed, got: name });
}

function explainScheme(
  { account, market: { prices } }: Scenario,
  compiled: CompiledScenario,
  scheme: Scheme,
  market: readonly MarketStep[],
  { around, trace }: ExplainOptions,
): ExactSchemeResult {
  const alone = { ...account, schemes: [scheme] };
  const watchedSteps = (step: number) => isWatched(compiled, step);
  const result = simulateExact(alone, prices, market, { watchedSteps, ...(trace === undefined ? {} : { trace }) })[0]!;
  if (around === undefined) return result;
  const near = stepsNearEvents(result.ledger, around, market.length);
  if (near.size === 0) return result;
  // Once more: when something will happen is known only now, and to keep every check of a long path would fill the memory.
  const steps = new Set([...near.values()].flatMap((ofPool) => [...ofPool]));
  const told = simulateExact(alone, prices, market, { watchedSteps, checkedSteps: (step) => steps.has(step) })[0]!;
  return { ...told, ledger: withoutRepeats(told.ledger.filter((entry) => isPlain(entry, near))) };
}

/** Entries that every path has, and those that only say how another one was settled: nothing has happened yet. */
const uneventful: ReadonlySet<LedgerEntry['kind']> = new Set(['start', 'end', 'funding', 'settlement']);

/** Whether something happened to the pool. */
export function isEvent(entry: LedgerEntry): boolean {
  if (entry.kind === 'check') return entry.reason === 'liquidation';
  return !uneventful.has(entry.kind);
}

/** Per pool, the steps at most so far from something that happened in it. */
function stepsNearEvents(ledger: readonly LedgerEntry[], around: number, last: number): Map<string, Set<number>> {
  const near = new Map<string, Set<number>>();
  for (const entry of ledger.filter(isEvent)) {
    const steps = near.get(entry.pool) ?? new Set();
    near.set(entry.pool, steps);
    const end = Math.min(last, entry.step + around);
    for (let step = Math.max(1, entry.step - around); step <= end; step++) steps.add(step);
  }
  return near;
}

/** Leaves out checks that were told for the sake of another pool. */
function isPlain(entry: LedgerEntry, near: ReadonlyMap<string, ReadonlySet<number>>): boolean {
  if (entry.kind !== 'check' || entry.reason !== 'passed') return true;
  return near.get(entry.pool)?.has(entry.step) === true;
}

function place({ pool, step }: LedgerEntry): string {
  return `${step} ${pool}`;
}

/** A check that is told for another reason too is told once. */
function withoutRepeats(ledger: readonly LedgerEntry[]): LedgerEntry[] {
  const told = new Set(
    ledger.flatMap((entry) => (entry.kind === 'check' && entry.reason !== 'passed' ? [place(entry)] : [])),
  );
  return ledger.filter((entry) => entry.kind !== 'check' || entry.reason !== 'passed' || !told.has(place(entry)));
}
