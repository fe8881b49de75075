import type { Account } from '../margin/account.ts';
import type { Market } from '../market/model.ts';
import { compile } from './compile/compile.ts';
import { BLOCK_STEPS, LANES, Pause } from './memory/constants.ts';
import { createGroup, type PathGroup } from './memory/group.ts';

/** What of a market is to be simulated as histories. */
export interface HistoryPlan {
  readonly market: Market;
  /** Which assets, as indices into those of the market. */
  readonly assets: readonly number[];
  readonly stepHours: number;
  readonly steps: number;
  /** Hours between two settlements of funding; the rates of the market are per so many hours. */
  readonly fundingHours: number;
  readonly histories: number;
  readonly seed: string;
}

/** One long path of the market. */
export interface MarketHistory {
  /** Log return per asset and step. */
  readonly returns: readonly Float64Array[];
  /** What longs paid at each settlement, as a share of notional, per asset; 0 where the market has no funding. */
  readonly funding: readonly Float64Array[];
  /** Hours between two of these: those of the plan, or of a step that is longer. */
  readonly settlementHours: number;
}

/** Returns that are held in memory together (a quarter of a gigabyte): of very long histories fewer lanes are kept than are drawn. */
const mostNumbers = 33_554_432;

/**
 * Histories of a market, drawn by the same kernel and in the same precision as runs: what is looked at is what is simulated. Each
 * starts from the law of the file. They are given one by one, valid until the next one is asked for.
 */
export function* marketHistories(plan: HistoryPlan): Generator<MarketHistory> {
  const { assets, steps, stepHours, fundingHours } = plan;
  const compiled = compile({
    name: 'histories',
    axes: {},
    market: plan.market,
    account: holderOf(plan),
    stepHours,
    steps,
    paths: plan.histories,
    seed: plan.seed,
    levels: [],
    precision: 'mixed',
    watch: 'period-end',
  });
  const settlementHours = Math.max(fundingHours, stepHours);
  const settlements = Math.floor((steps * stepHours) / settlementHours + 1e-9);
  const kept = Math.min(LANES, plan.histories, Math.max(1, Math.floor(mostNumbers / (assets.length * steps))));
  const columns = (length: number) => Array.from({ length: kept }, () => assets.map(() => new Float64Array(length)));
  const group = createGroup(compiled);
  const returns = columns(steps);
  const funding = columns(settlements);
  for (let first = 0; first < plan.histories; first += kept) {
    drawGroup(group, plan, first, returns, funding);
    for (let lane = 0; lane < Math.min(kept, plan.histories - first); lane++) {
      yield { returns: returns[lane]!, funding: funding[lane]!, settlementHours };
    }
  }
}

/** Histories side by side, into the columns of each lane that is kept. */
function drawGroup(
  group: PathGroup,
  { assets }: HistoryPlan,
  first: number,
  returns: readonly (readonly Float64Array[])[],
  funding: readonly (readonly Float64Array[])[],
): void {
  const { kernel } = group;
  let settled = 0;
  kernel.start(first);
  while (kernel.nextSpan() !== Pause.HORIZON) {
    const { blockFirst, spanFrom, spanTo } = kernel;
    for (const [a, asset] of assets.entries()) {
      const column = asset * BLOCK_STEPS * LANES;
      for (let lane = 0; lane < returns.length; lane++) {
        const into = returns[lane]![a]!;
        for (let step = spanFrom; step <= spanTo; step++) {
          // The kernel sums returns up from the start of the block.
          const place = column + step * LANES + lane;
          into[blockFirst + step - 1] = group.returns[place]! - (step === 0 ? 0 : group.returns[place - LANES]!);
        }
      }
    }
    if (!kernel.settles) continue;
    for (const [a, asset] of assets.entries()) {
      for (let lane = 0; lane < funding.length; lane++)
        funding[lane]![a]![settled] = group.fundingDue[asset * LANES + lane]!;
    }
    settled++;
  }
}

/** An account that holds a unit of each asset and can never fall: the kernel prices what is held, and here nothing happens to it. */
function holderOf({ market, assets, fundingHours }: HistoryPlan): Account {
  const none = market.assets.map(() => 0);
  return {
    assets: market.assets,
    positions: assets.map((asset) => ({
      name: market.assets[asset]!,
      asset,
      quantity: 1 / market.prices[asset]!,
      entry: market.prices[asset]!,
      tag: null,
    })),
    collateral: [{ name: market.quote, asset: null, amount: assets.length }],
    schemes: [
      {
        name: 'one',
        partition: 'one',
        pools: [{ name: 'all', positions: assets.map((_, position) => position), collateral: [assets.length] }],
        treasury: [0],
        policies: [],
      },
    ],
    venue: {
      name: 'none',
      contract: 'linear',
      maintenance: none.map(() => [{ floor: 0, cap: null, rate: 0, amount: 0 }]),
      maintenanceNotional: 'mark',
      bracketsUnit: 'quote',
      takerFee: 0,
      liquidationFee: none,
      slippage: 0,
      depthMemory: 0,
      // On the notional at entry, so that what falls due is the rate itself.
      funding: {
        everyHours: fundingHours,
        interest: 0,
        damper: 0,
        clamp: [],
        notional: 'entry',
        booked: 'after-check',
      },
      liquidation: { close: { rule: 'all' }, backstop: 0 },
      remainder: 'returned',
      insurance: { fund: null, beyond: 'venue' },
      equality: 'holds',
      haircut: [0],
      sizeDiscount: [[]],
    },
  };
}
