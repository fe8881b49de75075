import { parseArgs } from 'node:util';
import { calibrateMarket } from '../../../src/market/calibration/calibrate.ts';
import { figuresOf } from '../../../src/market/calibration/standard-errors.ts';
import { logReturns } from '../../../src/market/history/returns.ts';
import { type KnownFunding, type KnownMarket, simulatedFunding, simulatedMarket } from './simulated-history.ts';

/**
 * How near calibration comes to a market that is known, and how often its 95 % errors hold the truth, `npm run recovery`: markets
 * simulated from several seeds, of volatilities 40 and 100 %, Student-t shocks with 5 degrees, regimes of 50 and 16.7 hours, and
 * funding of .010 and .040 % per 8 h. Options: --seeds 20, --hours 40000, --assets 3, --replicates 20, --correlation own,shared
 * (one correlation of .6 under `shared`, else .5 and .8), --seed recovery.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    hours: { type: 'string', default: '40000' },
    assets: { type: 'string', default: '3' },
    replicates: { type: 'string', default: '20' },
    correlation: { type: 'string', default: 'own,shared' },
    seed: { type: 'string', default: 'recovery' },
  },
});
const assets = Array.from({ length: Number(values.assets) }, (_, index) => `A${index + 1}`);
const durations = [50, 16.7];
const degrees = 5;
const fundingLaw: KnownFunding = { means: [1e-4, 4e-4], sds: [1e-4, 3e-4], reversionHours: 24 };

/** How far one figure was found from the truth, and its printed error, null where none is printed. */
interface Finding {
  readonly quantity: string;
  readonly found: number;
  readonly truth: number;
  readonly error: number | null;
}

/** Greatest distance from the truth that is allowed on any seed: a share of it, but for correlations. */
const allowed: Readonly<Record<string, number>> = { volatility: 0.05, correlation: 0.05, duration: 0.3, degrees: 0.3 };

for (const correlation of values.correlation.split(',')) {
  if (correlation !== 'own' && correlation !== 'shared') throw new RangeError(`--correlation: own or shared`);
  const market: KnownMarket = {
    assets,
    volatility: [assets.map(() => 0.4), assets.map(() => 1)],
    correlation: correlation === 'shared' ? [0.6, 0.6] : [0.5, 0.8],
    transition: durations.map((hours, k) => durations.map((_, to) => (to === k ? 1 - 1 / hours : 1 / hours))),
    degrees,
  };
  const started = process.cpuUsage().user;
  const findings: Finding[] = [];
  let unfinished = 0;
  for (let index = 0; index < Number(values.seeds); index++) {
    const recovered = recover(market, correlation, `${values.seed}-${index}`);
    findings.push(...recovered.findings);
    unfinished += recovered.unfinished;
  }
  const seconds = ((process.cpuUsage().user - started) / 1e6).toFixed(0);
  console.log(
    `\ncorrelation ${correlation}: ${values.seeds} seeds (${values.seed}-0 and on) of ${values.hours} hours of ${assets.length} assets, ` +
      `${values.replicates} resamples each, ${unfinished} not converged, ${seconds} s\n` +
      'quantity                  truth   mean found   worst   printed error / true   95 % held',
  );
  for (const [quantity, group] of Object.entries(Object.groupBy(findings, (finding) => finding.quantity)))
    console.log(lineOf(quantity, group ?? []));
  const { held, known } = coverageOf(findings);
  if (known.length > 0) console.log(`of all 95 % errors ${((100 * held) / known.length).toFixed(1)}% held`);
}

function recover(
  market: KnownMarket,
  correlation: 'own' | 'shared',
  seed: string,
): { findings: Finding[]; unfinished: number } {
  const { history, regimes } = simulatedMarket(market, Number(values.hours) + 1, seed);
  const settlements = new Map([[assets[0]!, simulatedFunding(fundingLaw, regimes, 8, `${seed}-funding`)]]);
  const { fit, errors, funding } = calibrateMarket(
    logReturns([history], { barTime: 'close' }),
    { sources: [], venue: null, symbols: new Map(), said: [], settlements },
    {
      quote: 'USDT',
      regimes: 2,
      correlation,
      starts: 3,
      seed,
      shocks: 'joint',
      drift: 'zero',
      replicates: Number(values.replicates),
    },
  );
  const figures = figuresOf(fit.model, 1);
  const rates = funding[0]!;
  const findings: Finding[] = [];
  for (const [k, name] of ['calm', 'stress'].entries()) {
    for (const [i, found] of figures.volatility[k]!.entries())
      note(`volatility, ${name}`, found, market.volatility[k]![i]!, errors?.volatility[k]![i]);
    for (const [i, found] of figures.correlation[k]!.entries())
      note(`correlation, ${name}`, found, market.correlation[k]!, errors?.correlation[k]![i]);
    note(`duration, ${name}`, figures.durationHours[k]!, durations[k]!, errors?.durationHours[k]);
    note(`funding mean, ${name}`, rates.laws[k]!.mean, fundingLaw.means[k]!, rates.meanErrors[k]);
    note(`funding sd, ${name}`, rates.laws[k]!.sd, fundingLaw.sds[k]!, null);
  }
  note('degrees', figures.degrees ?? Infinity, degrees, errors?.degrees);
  note('funding reversion', rates.laws[0]!.reversionHours, fundingLaw.reversionHours, null);
  return { findings, unfinished: errors?.unfinished ?? 0 };

  function note(quantity: string, found: number, truth: number, error: number | null | undefined): void {
    findings.push({ quantity, found, truth, error: error ?? null });
  }
}

/** How many printed errors hold the truth as 95 % intervals do, of those that are printed. */
function coverageOf(group: readonly Finding[]): { held: number; known: { away: number; error: number }[] } {
  const known = group.flatMap(({ found, truth, error }) =>
    error === null ? [] : [{ away: Math.abs(found - truth), error }],
  );
  return { known, held: known.filter(({ away, error }) => away <= 1.96 * error).length };
}

function lineOf(quantity: string, group: readonly Finding[]): string {
  const [kind] = quantity.split(',');
  const { truth } = group[0]!;
  const worst = Math.max(...group.map(({ found }) => Math.abs(found - truth) / (kind === 'correlation' ? 1 : truth)));
  const { held, known } = coverageOf(group);
  const ratio = Math.sqrt(
    known.reduce((sum, { error }) => sum + error * error, 0) / known.reduce((sum, { away }) => sum + away * away, 0),
  );
  const limit = allowed[kind!];
  return [
    quantity.padEnd(20),
    truth.toPrecision(3).padStart(10),
    (group.reduce((sum, { found }) => sum + found, 0) / group.length).toPrecision(3).padStart(12),
    (kind === 'correlation' ? worst.toFixed(3) : `${(100 * worst).toFixed(1)}%`).padStart(7),
    (known.length === 0 ? '' : ratio.toFixed(2)).padStart(22),
    (known.length === 0 ? '' : `${((100 * held) / known.length).toFixed(0)}% of ${known.length}`).padStart(11),
    limit !== undefined && worst > limit ? `  FARTHER THAN ${limit}` : '',
  ].join('');
}
