import seedrandom from 'seedrandom';

/**
 * Prices and funding rates that nobody paid: the sample files in `experiments/markets/`, from a seed.
 *
 * Two regimes of volatility that last 60 and 20 hours in the mean, Student-t shocks with 5 degrees whose mixing
 * variable all coins share, correlation 0.7; funding reverts to 0.01 % per 8 h within two days and is higher when it is
 * calm. It shares no code with the project, so that calibration has something to find.
 */
const coins = [
  { name: 'BTC', price: 60_000, volatility: [0.35, 0.9], decimals: 2 },
  { name: 'ETH', price: 3_000, volatility: [0.45, 1.2], decimals: 2 },
  { name: 'SOL', price: 150, volatility: [0.6, 1.6], decimals: 3 },
] as const;
const hours = 2_000;
const start = Date.UTC(2024, 0, 1);
const stays = [1 - 1 / 60, 1 - 1 / 20] as const;

/** The texts of the sample price file (one row per hour, closes) and funding file (every eight hours). */
export function sampleMarket(): { readonly prices: string; readonly funding: string } {
  const uniform = seedrandom('margin-lab sample');
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const logPrices = coins.map(({ price }) => Math.log(price));
  const rates = coins.map(() => 0.0001);
  const prices = [`time,${coins.map(({ name }) => name).join(',')}`];
  const funding = ['time,symbol,rate'];
  let regime: 0 | 1 = 0;
  for (let hour = 0; hour < hours; hour++) {
    const time = `${new Date(start + hour * 3_600_000).toISOString().slice(0, 19)}Z`;
    prices.push([time, ...coins.map(({ decimals }, i) => Math.exp(logPrices[i]!).toFixed(decimals))].join(','));
    if (hour % 8 === 0) {
      for (const [i, { name }] of coins.entries()) funding.push(`${time},${name},${rates[i]!.toFixed(8)}`);
    }
    if (uniform() > stays[regime]) regime = regime === 0 ? 1 : 0;
    const chiSquare = Array.from({ length: 5 }, () => normal() ** 2).reduce((sum, square) => sum + square, 0);
    const mixing = Math.sqrt(3 / chiSquare);
    const common = normal();
    for (const [i, { volatility }] of coins.entries()) {
      const shock = mixing * (Math.sqrt(0.7) * common + Math.sqrt(0.3) * normal());
      logPrices[i]! += (volatility[regime] / Math.sqrt(8_760)) * shock;
      rates[i] = 0.0001 + 0.98 * (rates[i]! - 0.0001) + (regime === 0 ? 2e-6 : -4e-6) * 0.2 + 1e-5 * normal();
    }
  }
  return { prices: `${prices.join('\n')}\n`, funding: `${funding.join('\n')}\n` };
}
