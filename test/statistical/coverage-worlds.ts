/**
 * Small experiments whose figures are hard to give errors to, each run through the public path of the product.
 *
 * `left` and `right` are mirror images: the assets A and B follow the same law, their positions are the same, and what one scheme puts behind
 * `a` the other puts behind `b`. So every figure of the account is the same under both, while they differ on many paths: a true null.
 */
export interface World {
  readonly name: string;
  readonly text: string;
}

const schemes = `
schemes:
  isolated: { pools: each }
  cross: { pools: one }
  left: { pools: each, allocate: { a: 55%, b: 20%, c: 25% } }
  right: { pools: each, allocate: { a: 20%, b: 55%, c: 25% } }`;

const positions = `
positions:
  a: { asset: A, side: long, notional: 40_000, tag: trend }
  b: { asset: B, side: long, notional: 40_000, tag: trend }
  c: { asset: C, side: short, notional: 40_000, tag: hedge }`;

const correlation = '[[1, 0.7, 0.6], [0.7, 1, 0.6], [0.6, 0.6, 1]]';

/** Two regimes, funding that comes and goes, fees, depth, and a treasury that a policy uses up: most things happen on some paths. */
const rich: World = {
  name: 'rich',
  text: `
name: coverage-rich
market:
  assets: { A: 100, B: 100, C: 100 }
  regimes:
    calm: { volatility: 60%, correlation: ${correlation}, funding: { mean: 0.01%, sd: 0.02%, reversion: 3d } }
    stress:
      volatility: 160%
      correlation: ${correlation}
      jumps: { common: { probability: 2%, per: 8h, mean: -4%, sd: 4% } }
      funding: { mean: -0.02%, sd: 0.05%, reversion: 1d }
      depth: 2_000_000
  transition: { per: 8h, rows: [[97%, 3%], [10%, 90%]] }
  start: stationary
  shocks: { law: student-t, degrees: 5 }
venue: { preset: flat, maintenance: 1%, taker: 0.05%, liquidation-fee: 0.5%, slippage: 0.1% }
collateral: { USDT: 25_000 }
${positions}
schemes:
  isolated: { pools: each }
  cross: { pools: one }
  left: { pools: each, allocate: { a: 45%, b: 15%, c: 20% }, treasury: 20%, policies: { reserve: { policy: top-up, below: 200%, amount: 2_000 } } }
  right: { pools: each, allocate: { a: 15%, b: 45%, c: 20% }, treasury: 20%, policies: { reserve: { policy: top-up, below: 200%, amount: 2_000 } } }
horizon: 10d
step: 8h
paths: 2_000
levels: [95%, 99%, 99.9%]
`,
};

/** A book that is hardly ever liquidated: a handful of events in thousands of paths, or none. */
const lowLeverage: World = {
  name: 'low leverage',
  text: `
name: coverage-low-leverage
market:
  assets: { A: 100, B: 100, C: 100 }
  regimes:
    only: { volatility: 85%, correlation: ${correlation}, funding: { mean: 0.01%, sd: 0.02%, reversion: 3d } }
  shocks: { law: student-t, degrees: 4 }
venue: { preset: flat, maintenance: 1%, taker: 0.05%, liquidation-fee: 0.5%, slippage: 0.1% }
collateral: { USDT: 70_000 }
${positions}
${schemes}
horizon: 10d
step: 8h
paths: 2_000
levels: [95%, 99%, 99.9%]
`,
};

/** Pools that lose all they have and no more, so that losses have atoms, and a short horizon. */
const ties: World = {
  name: 'ties',
  text: `
name: coverage-ties
market:
  assets: { A: 100, B: 100, C: 100 }
  regimes:
    only: { volatility: 90%, correlation: ${correlation} }
venue: { maintenance: 1%, liquidation: takeover, remainder: forfeited }
collateral: { USDT: 15_000 }
${positions}
${schemes}
horizon: 4d
step: 8h
paths: 2_000
levels: [95%, 99%, 99.9%]
`,
};

/** Rare jumps of a quarter of the price and more, which leave bad debt: what there is to see is on few paths. */
const heavyJumps: World = {
  name: 'heavy jumps',
  text: `
name: coverage-heavy-jumps
market:
  assets: { A: 100, B: 100, C: 100 }
  regimes:
    only:
      volatility: 40%
      correlation: ${correlation}
      jumps:
        common: { probability: 0.04%, per: 8h, mean: -12%, sd: 10%, spread: 4% }
        single: { A: { probability: 0.02%, per: 8h, mean: -20%, sd: 15% }, B: { probability: 0.02%, per: 8h, mean: -20%, sd: 15% } }
  shocks: { law: student-t, degrees: 3 }
venue: { preset: flat, maintenance: 1%, taker: 0.05%, liquidation-fee: 0.5%, slippage: 0.2% }
collateral: { USDT: 25_000 }
${positions}
${schemes}
horizon: 8d
step: 8h
paths: 2_000
levels: [95%, 99%, 99.9%]
`,
};

export const worlds: readonly World[] = [rich, lowLeverage, ties, heavyJumps];
