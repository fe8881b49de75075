import { buildStudy } from '../../src/study/load.ts';
import type { Study } from '../../src/study/study.ts';

/** A small study that its own text can be read from again. */
export function writtenStudy(paths: number): Study {
  return buildStudy({
    name: 'small',
    market: { assets: { BTC: 60_000 }, regimes: { only: { volatility: '60%' } } },
    venue: 'binance-usdm',
    collateral: { USDT: 6_000 },
    positions: { long: { asset: 'BTC', side: 'long', quantity: 1 } },
    schemes: { cross: { pools: 'one' } },
    horizon: '24h',
    step: '1h',
    paths,
    seed: 'small',
  });
}
