import type { PriceHistory } from '../../../src/market/history/price-history.ts';
import type { Settlement } from '../../../src/market/history/settlements.ts';
import { seeded } from '../../support/seeds.ts';

const hour = 3_600_000;
const firstTime = Date.UTC(2024, 0, 1);

/** A market simulated by the plainest means, sharing no code with the project: what calibration has to find again. */
export interface KnownMarket {
  readonly assets: readonly string[];
  /** Annualised, per regime, per asset. */
  readonly volatility: readonly (readonly number[])[];
  /** One correlation for all pairs, per regime; at least 0. */
  readonly correlation: readonly number[];
  /** Per hour. */
  readonly transition: readonly (readonly number[])[];
  /** Of Student-t shocks with unit variance; null for normal ones. */
  readonly degrees: number | null;
}

export function simulatedHistory(market: KnownMarket, rows: number, seed: string): PriceHistory {
  return simulatedMarket(market, rows, seed).history;
}

/** The same with the regime that governed the hour before each row. */
export function simulatedMarket(
  market: KnownMarket,
  rows: number,
  seed: string,
): { readonly history: PriceHistory; readonly regimes: readonly number[] } {
  const uniform = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const prices = market.assets.map(() => new Float64Array(rows).fill(100));
  let regime = 0;
  const regimes = [regime];
  for (let row = 1; row < rows; row++) {
    let rest = uniform();
    const from = market.transition[regime]!;
    regime = from.findIndex((probability) => (rest -= probability) < 0);
    regimes.push(regime);
    const mixing = market.degrees === null ? 1 : Math.sqrt((market.degrees - 2) / chiSquare(market.degrees, normal));
    const common = normal();
    const rho = market.correlation[regime]!;
    for (const [asset, column] of prices.entries()) {
      const shock = mixing * (Math.sqrt(rho) * common + Math.sqrt(1 - rho) * normal());
      column[row] = column[row - 1]! * Math.exp((market.volatility[regime]![asset]! / Math.sqrt(8_760)) * shock);
    }
  }
  const history = {
    source: { name: 'simulated.csv', sha256: '0'.repeat(64) },
    assets: market.assets,
    times: Array.from({ length: rows }, (_, row) => firstTime + row * hour),
    prices,
    intervalHours: 1,
  };
  return { history, regimes };
}

/** A law of funding rates, written a second time: rate' = mean + phi (rate - mean) + sd sqrt(1 - phi^2) z. */
export interface KnownFunding {
  /** Per 8 hours, per regime. */
  readonly means: readonly number[];
  readonly sds: readonly number[];
  readonly reversionHours: number;
}

/** Rates of such a law every so many hours, under the regimes of a simulated market. */
export function simulatedFunding(
  { means, sds, reversionHours }: KnownFunding,
  regimes: readonly number[],
  everyHours: number,
  seed: string,
): Settlement[] {
  const uniform = seeded(seed);
  const phi = Math.exp(-everyHours / reversionHours);
  let rate = means[regimes[0]!]!;
  const settlements: Settlement[] = [];
  for (let row = everyHours; row < regimes.length; row += everyHours) {
    const [mean, sd] = [means[regimes[row]!]!, sds[regimes[row]!]!];
    const shock = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    rate = mean + phi * (rate - mean) + sd * Math.sqrt(1 - phi * phi) * shock;
    settlements.push({ time: firstTime + row * hour, rate: (rate * everyHours) / 8 });
  }
  return settlements;
}

function chiSquare(degrees: number, normal: () => number): number {
  let sum = 0;
  for (let i = 0; i < degrees; i++) sum += normal() ** 2;
  return sum;
}
