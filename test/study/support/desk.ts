import { parse, stringify } from 'yaml';
import type { Scenario } from '../../../src/engine/scenario.ts';
import { marketPresets } from '../../../src/study/load.ts';
import { parseStudy } from '../../../src/study/parse.ts';
import type { Study } from '../../../src/study/study.ts';

/** The desk of the documented examples: a hedged pair beside two trades, every position with a tag. */
const desk = parse(`
name: desk
market:
  assets: { BTC: 68_000, ETH: 2_600, SOL: 160, DOGE: 0.12 }
  regimes: { only: { volatility: { BTC: 42%, ETH: 55%, SOL: 78%, DOGE: 85% }, correlation: 0.7, depth: { BTC: 40e6, ETH: 20e6, SOL: 5e6, DOGE: 2e6 } } }
venue: { maintenance: 0.5% }
collateral: { USDT: 100_000 }
positions:
  btc-carry: { asset: BTC, side: long, notional: 300_000, tag: carry }
  eth-hedge: { asset: ETH, side: short, notional: 250_000, tag: carry }
  sol-trend: { asset: SOL, side: long, notional: 100_000, tag: trend }
  doge-punt: { asset: DOGE, side: long, notional: 50_000, tag: trend }
schemes: { isolated: { pools: each }, cross: { pools: one } }
horizon: 7d
step: 1h
paths: 1_000
`) as Record<string, unknown>;

/** The text of the desk's experiment with other top-level fields in the place of its own. */
export function deskText(fields: string): string {
  return stringify({ ...desk, ...(parse(fields) as Record<string, unknown>) }, { aliasDuplicateObjects: false });
}

export function deskStudy(fields: string): Study {
  return parseStudy(deskText(fields), { file: 'desk.yaml', presets: marketPresets() });
}

/** The only scenario of a desk without a sweep. */
export function deskScenario(fields: string): Scenario {
  const [only] = deskStudy(fields).scenarios;
  if (only === undefined) throw new Error('expected a scenario');
  return only;
}
