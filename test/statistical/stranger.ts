/**
 * A simulator written from experiments/DEFINITIONS.md alone, in numbers of its own: it shares no code, no draw and no rule with the product.
 *
 * One asset per position, two regimes, rule `all`; collateral is dollars and, if given, units of the first asset.
 */
export interface StrangerAsset {
  readonly price: number;
  readonly quantity: number;
  readonly entry: number;
  readonly brackets: readonly (readonly [floor: number, cap: number, rate: number, amount: number])[];
  readonly liquidationFee: number;
}

export interface StrangerRegime {
  readonly volatility: readonly number[];
  readonly drift: readonly number[];
  readonly correlation: number;
  readonly common: {
    readonly p: number;
    readonly mean: number;
    readonly sd: number;
    readonly beta: readonly number[];
    readonly spread: number;
  };
  /** Of the last asset. */
  readonly single: { readonly p: number; readonly mean: number; readonly sd: number };
  readonly funding: { readonly mean: number; readonly sd: number };
  readonly haircut: number;
  readonly depth: readonly number[];
}

export interface StrangerWorld {
  readonly assets: readonly StrangerAsset[];
  readonly dollars: number;
  /** Units of the first asset that are held as collateral. */
  readonly coins: number;
  readonly regimes: readonly [StrangerRegime, StrangerRegime];
  /** Hours that the chain, the shocks and the jumps are given for. */
  readonly chainHours: number;
  readonly leave: readonly [number, number];
  readonly shockHours: number;
  readonly degrees: number;
  readonly jumpHours: number;
  readonly compensate: boolean;
  readonly reversionHours: number;
  readonly fundingEvery: number;
  readonly fundingClamp: number;
  readonly fundingAfterCheck: boolean;
  readonly slippage: number;
  readonly taker: number;
  readonly recoveryHours: number | null;
  readonly forfeited: boolean;
  readonly stepHours: number;
  readonly steps: number;
}

/** What came of a path under one scheme. */
export interface StrangerOutcome {
  readonly pnl: number;
  readonly anyPool: boolean;
  readonly closed: readonly boolean[];
  readonly wipeout: boolean;
  readonly badDebt: number;
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
  readonly collateralPnl: number;
}

interface Pool {
  readonly members: readonly number[];
  readonly share: number;
}

/** Simulates one path: the outcomes of a pool per position (by notional), and of one pool for all. */
export function strangerPath(
  world: StrangerWorld,
  uniform: () => number,
): [isolated: StrangerOutcome, cross: StrangerOutcome] {
  const prices = strangerMarket(world, uniform);
  const notionals = world.assets.map(({ price, quantity }) => price * Math.abs(quantity));
  const gross = notionals.reduce((a, b) => a + b, 0);
  const isolated = notionals.map((notional, asset) => ({ members: [asset], share: notional / gross }));
  const cross = [{ members: world.assets.map((_, asset) => asset), share: 1 }];
  return [account(world, prices, isolated), account(world, prices, cross)];
}

interface MarketRow {
  readonly prices: readonly number[];
  readonly regime: StrangerRegime;
  /** null: no settlement. */
  readonly rates: readonly number[] | null;
}

function strangerMarket(world: StrangerWorld, uniform: () => number): MarketRow[] {
  const { regimes, stepHours, steps, leave, chainHours } = world;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  // The chain of two regimes to a power: the stationary law and the second eigenvalue are all there is to it.
  const parts = Math.max(1, Math.ceil(stepHours / chainHours - 1e-9));
  const partHours = stepHours / parts;
  const leaving = leave[0] + leave[1];
  const remembered = (1 - leaving) ** (partHours / chainHours);
  const longRun = [leave[1] / leaving, leave[0] / leaving] as const;
  let now: 0 | 1 = uniform() < longRun[0] ? 0 : 1;

  const mixing: number[] = [];
  const mixed = (k: number) => {
    while (mixing.length <= k) {
      let squares = 0;
      for (let degree = 0; degree < world.degrees; degree++) squares += normal() ** 2;
      mixing.push((world.degrees - 2) / squares);
    }
    return mixing[k]!;
  };
  /** Mean of W over a stretch of time. */
  const meanMixing = (from: number, to: number) => {
    let sum = 0;
    const t = world.shockHours;
    for (let k = Math.floor(from / t + 1e-9); k * t < to - 1e-9; k++) {
      sum += mixed(k) * (Math.min(to, (k + 1) * t) - Math.max(from, k * t));
    }
    return sum / (to - from);
  };
  const hazards = { common: -Math.log(1 - uniform()), single: -Math.log(1 - uniform()) };
  const resting = { common: 0, single: 0 };
  /** Jumps of a kind in a stretch of one regime. */
  const jumpsIn = (kind: 'common' | 'single', from: number, to: number) => {
    const rate = -Math.log(1 - regimes[now][kind].p) / world.jumpHours;
    let count = 0;
    let at = Math.max(from, resting[kind]);
    while (at < to) {
      const reached = rate > 0 ? at + hazards[kind] / rate : Number.POSITIVE_INFINITY;
      if (reached >= to) {
        hazards[kind] -= rate * (to - at);
        break;
      }
      count += 1;
      hazards[kind] = -Math.log(1 - uniform());
      at = (Math.floor(reached / world.jumpHours) + 1) * world.jumpHours;
      resting[kind] = at;
    }
    return count;
  };

  const count = world.assets.length;
  let rates = world.assets.map(() => regimes[now].funding.mean + regimes[now].funding.sd * normal());
  const phi = Math.exp(-world.fundingEvery / world.reversionHours);
  let logs = world.assets.map(({ price }) => Math.log(price));
  const rows: MarketRow[] = [];
  for (let step = 1; step <= steps; step++) {
    const begin = (step - 1) * stepHours;
    const move = world.assets.map(() => 0);
    for (let part = 0; part < parts; part++) {
      if (step > 1 || part > 0) {
        const stay = longRun[now] + remembered * (1 - longRun[now]);
        if (uniform() >= stay) now = now === 0 ? 1 : 0;
      }
      const regime: StrangerRegime = regimes[now];
      const from = begin + part * partHours;
      const w = meanMixing(from, from + partHours);
      const years = partHours / 8_760;
      const first = normal();
      const shocks = [first, regime.correlation * first + Math.sqrt(1 - regime.correlation ** 2) * normal()];
      for (let i = 0; i < count; i++) {
        const sigma = regime.volatility[i]!;
        move[i]! += (regime.drift[i]! - sigma ** 2 / 2) * years + sigma * Math.sqrt(w * years) * shocks[i]!;
        if (world.compensate) {
          const { common, single } = regime;
          const size = common.beta[i]! * common.mean + (common.beta[i]! ** 2 * common.sd ** 2 + common.spread ** 2) / 2;
          move[i]! -= (partHours / world.jumpHours) * Math.log(1 + common.p * (Math.exp(size) - 1));
          if (i === count - 1) {
            const own = Math.exp(single.mean + single.sd ** 2 / 2) - 1;
            move[i]! -= (partHours / world.jumpHours) * Math.log(1 + single.p * own);
          }
        }
      }
      for (let jump = jumpsIn('common', from, from + partHours); jump > 0; jump--) {
        const size = regime.common.mean + regime.common.sd * normal();
        for (let i = 0; i < count; i++) move[i]! += regime.common.beta[i]! * size + regime.common.spread * normal();
      }
      for (let jump = jumpsIn('single', from, from + partHours); jump > 0; jump--) {
        move[count - 1]! += regime.single.mean + regime.single.sd * normal();
      }
    }
    logs = logs.map((log, i) => log + move[i]!);
    const end = step * stepHours;
    const settles = Math.abs(end / world.fundingEvery - Math.round(end / world.fundingEvery)) < 1e-9;
    const { mean, sd } = regimes[now].funding;
    if (settles) rates = rates.map((rate) => mean + phi * (rate - mean) + sd * Math.sqrt(1 - phi ** 2) * normal());
    const clamped = rates.map((rate) => Math.min(world.fundingClamp, Math.max(-world.fundingClamp, rate)));
    rows.push({ prices: logs.map(Math.exp), regime: regimes[now], rates: settles ? clamped : null });
  }
  return rows;
}

function account(world: StrangerWorld, rows: readonly MarketRow[], plan: readonly Pool[]): StrangerOutcome {
  const { assets } = world;
  const pools = plan.map(({ members, share }) => ({
    members,
    cash: share * world.dollars,
    coins: share * world.coins,
    isOpen: true,
  }));
  const closed = assets.map(() => false);
  const used = assets.map(() => 0);
  const total = { badDebt: 0, fees: 0, slippage: 0, funding: 0, collateralPnl: 0 };
  let anyPool = false;
  const profit = (i: number, price: number) => assets[i]!.quantity * (price - assets[i]!.entry);
  const required = (i: number, price: number) => {
    const notional = Math.abs(assets[i]!.quantity) * price;
    const [, , rate, amount] = assets[i]!.brackets.find(([, cap]) => notional <= cap)!;
    return Math.max(0, rate * notional - amount);
  };
  let before = assets.map(({ price }) => price);
  for (const { prices, regime, rates } of rows) {
    for (const pool of pools) total.collateralPnl += pool.coins * (prices[0]! - before[0]!);
    before = [...prices];
    if (world.recoveryHours !== null) {
      for (let i = 0; i < used.length; i++) used[i]! *= 2 ** (-world.stepHours / world.recoveryHours);
    }
    const settle = () => {
      if (rates === null) return;
      for (const pool of pools) {
        if (!pool.isOpen) continue;
        for (const i of pool.members) {
          const payment = assets[i]!.quantity * prices[i]! * rates[i]!;
          pool.cash -= payment;
          total.funding += payment;
        }
      }
    };
    if (!world.fundingAfterCheck) settle();
    const fired = pools.filter(({ isOpen, members, cash, coins }) => {
      if (!isOpen) return false;
      const equity = members.reduce(
        (sum, i) => sum + profit(i, prices[i]!),
        cash + coins * prices[0]! * (1 - regime.haircut),
      );
      return equity <= members.reduce((sum, i) => sum + required(i, prices[i]!), 0);
    });
    for (const pool of fired) {
      anyPool = true;
      pool.isOpen = false;
      let liquidationFee = 0;
      for (const i of pool.members) {
        closed[i] = true;
        const notional = Math.abs(assets[i]!.quantity) * prices[i]!;
        const share = Math.min(1, world.slippage + (0.005 * (2 * used[i]! + notional)) / regime.depth[i]!);
        if (world.recoveryHours !== null) used[i]! += notional;
        pool.cash += profit(i, prices[i]!) - (share + world.taker) * notional;
        total.slippage += share * notional;
        total.fees += world.taker * notional;
        liquidationFee += assets[i]!.liquidationFee * notional;
      }
      const paid = Math.max(0, Math.min(liquidationFee, pool.cash + pool.coins * prices[0]!));
      pool.cash -= paid;
      total.fees += paid;
      if (pool.cash < 0) {
        const sold = Math.min(pool.coins, -pool.cash / prices[0]!);
        pool.coins -= sold;
        pool.cash += sold * prices[0]!;
        if (pool.cash < -1e-9) total.badDebt -= pool.cash;
        pool.cash = Math.max(0, pool.cash);
      }
      if (world.forfeited) {
        total.fees += pool.cash + pool.coins * prices[0]!;
        pool.cash = 0;
        pool.coins = 0;
      }
    }
    if (world.fundingAfterCheck) settle();
  }
  const start = assets.reduce(
    (sum, { price }, i) => sum + profit(i, price),
    world.dollars + world.coins * assets[0]!.price,
  );
  const end = pools.reduce(
    (sum, { cash, coins, members, isOpen }) =>
      sum + cash + coins * before[0]! + (isOpen ? members.reduce((open, i) => open + profit(i, before[i]!), 0) : 0),
    0,
  );
  return { pnl: end - start, anyPool, closed, wipeout: closed.every(Boolean), ...total };
}
