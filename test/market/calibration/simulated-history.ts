import type { PriceHistory } from '../../../src/market/history/price-history.ts';
import { seeded } from '../../support/seeds.ts';

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
  const uniform = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const prices = market.assets.map(() => new Float64Array(rows).fill(100));
  let regime = 0;
  for (let row = 1; row < rows; row++) {
    let rest = uniform();
    const from = market.transition[regime]!;
    regime = from.findIndex((probability) => (rest -= probability) < 0);
    const mixing = market.degrees === null ? 1 : Math.sqrt((market.degrees - 2) / chiSquare(market.degrees, normal));
    const common = normal();
    const rho = market.correlation[regime]!;
    for (const [asset, column] of prices.entries()) {
      const shock = mixing * (Math.sqrt(rho) * common + Math.sqrt(1 - rho) * normal());
      column[row] = column[row - 1]! * Math.exp((market.volatility[regime]![asset]! / Math.sqrt(8_760)) * shock);
    }
  }
  return {
    source: { name: 'simulated.csv', sha256: '0'.repeat(64) },
    assets: market.assets,
    times: Array.from({ length: rows }, (_, row) => Date.UTC(2024, 0, 1) + row * 3_600_000),
    prices,
    intervalHours: 1,
  };
}

function chiSquare(degrees: number, normal: () => number): number {
  let sum = 0;
  for (let i = 0; i < degrees; i++) sum += normal() ** 2;
  return sum;
}
