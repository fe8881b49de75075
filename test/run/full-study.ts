import { buildStudy } from '../../src/study/load.ts';
import type { Study } from '../../src/study/study.ts';

/** A small study of two scenarios that writes every table, and that its own text can be read from again. */
export function fullStudy({ paths = 900, name = 'written' }: { paths?: number; name?: string } = {}): Study {
  return buildStudy({
    name,
    market: {
      assets: { BTC: 60_000, ETH: 2_500 },
      regimes: { only: { volatility: { BTC: '80%', ETH: '120%' }, correlation: 0.5, funding: '0.01%' } },
    },
    venue: 'binance-usdm',
    collateral: { USDT: 12_000 },
    positions: {
      long: { asset: 'BTC', side: 'long', notional: 60_000, tag: 'trend' },
      short: { asset: 'ETH', side: 'short', notional: 30_000, tag: 'hedge' },
    },
    schemes: { isolated: { pools: 'each' }, cross: { pools: 'one' } },
    // The rules of limits register themselves; the form does not know them by name.
    limits: { 'max-leverage': { account: 100 } } as object,
    horizon: '12h',
    step: '1h',
    paths,
    seed: 'written',
    levels: ['90%'],
    sweep: { seed: ['one', 'two'] },
  });
}
