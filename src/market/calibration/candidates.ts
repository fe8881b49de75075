import { inputError } from '../../base/errors.ts';
import type { LogReturns } from '../history/returns.ts';
import { fitRegimes, type RegimeFit } from './fit-regimes.ts';
import type { Prior } from './hidden-markov.ts';
import type { ModelChoice, Rows } from './hidden-markov-model.ts';
import type { CorrelationKind } from './scatters.ts';

/** Of models, from the fewest parameters to the most; each starts from where the one before ended, too. */
export const correlationKinds = ['shared', 'blended', 'own'] as const satisfies readonly CorrelationKind[];

/** The most regimes that `auto` tries: further ones split hairs, and take minutes. */
const mostRegimes = 4;

/** Rows without which a regime is an event and no regime. */
const fewestRows = 5;

/** A tenth of a change of regime more for each pair, so that no change ever becomes impossible. */
const priorChanges = 0.1;

/** What of the market is free, and how hard to look for it. */
export interface ModelSearch {
  readonly regimes: number | 'auto';
  readonly correlation: CorrelationKind | 'auto';
  readonly shocks: ModelChoice['shocks'];
  readonly means: ModelChoice['means'];
  readonly starts: number;
  readonly seed: string;
}

/** How well a model fits for its number of parameters; of two, the lower criterion is better. */
export interface InformationCriteria {
  readonly logLikelihood: number;
  readonly parameters: number;
  readonly akaike: number;
  readonly bayes: number;
}

/** A model that was fitted. */
export interface Candidate {
  readonly regimes: number;
  readonly fit: RegimeFit;
  readonly criteria: InformationCriteria;
  /** Whether a regime of it rests on almost no rows, so that it cannot be chosen. */
  readonly thin: boolean;
}

/** The models that were compared, the one of lowest BIC among those that were asked for, and what it was fitted with. */
export interface ModelComparison {
  /** The market of one regime first. */
  readonly candidates: readonly Candidate[];
  readonly chosen: Candidate;
  readonly rows: Rows;
  readonly prior: Prior;
}

/**
 * Fits every model that is asked for and chooses by BIC, for AIC takes what four years of hours can fit for what there is.
 *
 * `progress` is told what is being fitted. Throws an input error if every model rests a regime on almost no rows.
 */
export function compareModels(
  returns: LogReturns,
  search: ModelSearch,
  progress: (doing: string) => void,
): ModelComparison {
  const size = returns.assets.length;
  const rows: Rows = { values: returns.values, size, runs: returns.runs };
  const floors = scaleFloors(rows);
  const identity = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  const unpulled: Prior = { rows: 0, shape: identity, floors, changes: priorChanges };
  const common = { shocks: search.shocks, means: search.means };
  const candidates: Candidate[] = [];
  const add = (regimes: number, correlation: CorrelationKind, prior: Prior) => {
    progress(`fitting ${candidateText(regimes, correlation, size)}`);
    const models = candidates.filter((one) => one.regimes === regimes).map(({ fit }) => fit.model);
    const fit = fitRegimes(rows, { correlation, ...common }, prior, { ...search, regimes }, models);
    candidates.push({ regimes, fit, criteria: criteriaOf(fit, returns.ends.length), thin: isThin(fit, regimes, size) });
  };
  add(1, 'shared', unpulled);
  // A few rows of the correlation of all rows for every regime: the least that gives any regime an invertible one.
  const prior: Prior = { ...unpulled, rows: size + 1, shape: candidates[0]!.fit.model.factors[0]!.shape };
  const counts =
    search.regimes === 'auto' ? Array.from({ length: mostRegimes - 1 }, (_, index) => index + 2) : [search.regimes];
  for (const regimes of counts.filter((count) => count > 1)) {
    for (const kind of kindsFor(search.correlation, size)) add(regimes, kind, prior);
  }
  const wanted = candidates.filter(({ regimes }) => search.regimes === 'auto' || regimes === search.regimes);
  const eligible = wanted.filter(({ thin }) => !thin);
  if (eligible.length === 0) throw thinRegime(wanted[0]!, returns);
  const chosen = eligible.reduce((a, b) => (b.criteria.bayes < a.criteria.bayes ? b : a));
  return { candidates, chosen, rows, prior: chosen.regimes === 1 ? unpulled : prior };
}

/** `3 regimes, correlation own`. */
export function candidateText(regimes: number, correlation: CorrelationKind, assets: number): string {
  return regimes === 1 ? '1 regime' : `${regimes} regimes${assets === 1 ? '' : `, correlation ${correlation}`}`;
}

/** Expected rows of each regime. */
export function rowsOfRegimes(probabilities: Float64Array, regimes: number): number[] {
  const rows = Array.from({ length: regimes }, () => 0);
  for (const [at, probability] of probabilities.entries()) rows[at % regimes]! += probability;
  return rows;
}

/** With one asset there is no correlation, and the three are one model. */
function kindsFor(wanted: CorrelationKind | 'auto', assets: number): readonly CorrelationKind[] {
  if (assets === 1) return ['shared'];
  return wanted === 'auto' ? correlationKinds : [wanted];
}

function criteriaOf({ logLikelihood, parameters }: RegimeFit, rows: number): InformationCriteria {
  return {
    logLikelihood,
    parameters,
    akaike: 2 * parameters - 2 * logLikelihood,
    bayes: parameters * Math.log(rows) - 2 * logLikelihood,
  };
}

/** Half the smallest move that each asset ever made, which is half a tick or less: no price can be told to move less. */
function scaleFloors({ values, size }: Rows): Float64Array {
  const floors = new Float64Array(size).fill(Infinity);
  for (const [at, value] of values.entries()) {
    const move = Math.abs(value) / 2;
    if (move > 0 && move < floors[at % size]!) floors[at % size] = move;
  }
  return floors;
}

function isThin(fit: RegimeFit, regimes: number, size: number): boolean {
  const fewest = fit.choice.correlation === 'own' ? Math.max(fewestRows, size + 1) : fewestRows;
  return regimes > 1 && rowsOfRegimes(fit.probabilities, regimes).some((rows) => rows < fewest);
}

function thinRegime({ fit, regimes }: Candidate, returns: LogReturns): Error {
  const rows = rowsOfRegimes(fit.probabilities, regimes);
  const thinnest = rows.indexOf(Math.min(...rows));
  const held = returns.ends.flatMap((end, row) => (fit.probabilities[row * regimes + thinnest]! > 0.5 ? [end] : []));
  const [first, last] = [held.at(0), held.at(-1)];
  const when = first === undefined || last === undefined ? '' : ` (${dayOf(first)} to ${dayOf(last)})`;
  return inputError(
    '--regimes',
    `one of ${regimes} regimes would rest on ${rows[thinnest]!.toFixed(0)} of ${returns.ends.length} returns${when}: an event, and no regime`,
    { allowed: `fewer regimes (--regimes ${regimes - 1}), or a period without the event (--from, --to)` },
  );
}

function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
