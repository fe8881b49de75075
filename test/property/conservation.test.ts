import { describe, expect, it } from 'vitest';
import { type CompiledScenario, compile } from '../../src/engine/compile/compile.ts';
import { createPathEvents } from '../../src/engine/events/path-events.ts';
import { LANES } from '../../src/engine/memory/constants.ts';
import { createGroup, type PathGroup } from '../../src/engine/memory/group.ts';
import { writeOutcomes } from '../../src/engine/outcomes.ts';
import { simulateGroup } from '../../src/engine/simulate.ts';
import { createOutcomeBlock } from '../../src/stats/outcome.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { seeded } from '../support/seeds.ts';

/** What the account is worth at the horizon, counted afresh from what its pools and its treasury hold. */
function wealthHeld(group: PathGroup, { account }: CompiledScenario, scheme: number, lane: number): number {
  const at = (row: number) => row * LANES + lane;
  let wealth = group.treasury[at(scheme * (1 + account.collaterals))]!;
  for (let pool = account.schemePools[scheme]!; pool < account.schemePools[scheme + 1]!; pool++) {
    wealth += group.idleCash[at(pool)]!;
    if (group.equityIntercept[at(pool)] === Number.POSITIVE_INFINITY) continue;
    wealth += group.equityIntercept[at(pool)]!;
    for (let slot = account.poolSlots[pool]!; slot < account.poolSlots[pool + 1]!; slot++) {
      wealth += group.quantity[at(slot)]! * group.mark[at(account.slotAsset[slot]!)]!;
    }
  }
  for (let c = 0; c < account.collaterals; c++) {
    wealth +=
      group.heldCollateral[at(scheme * account.collaterals + c)]! * group.mark[at(account.collateralAsset[c]!)]!;
  }
  return wealth;
}

/** Units of a coin in pools, ended ones included, and in the treasury. */
function unitsHeld(
  group: PathGroup,
  { account }: CompiledScenario,
  scheme: number,
  coin: number,
  lane: number,
): number {
  let units = group.treasury[(scheme * (1 + account.collaterals) + 1 + coin) * LANES + lane]!;
  for (let pool = account.schemePools[scheme]!; pool < account.schemePools[scheme + 1]!; pool++) {
    units += group.units[(pool * account.collaterals + coin) * LANES + lane]!;
  }
  return units;
}

describe('money on 100,000 paths with every rule and policy drawn at random', () => {
  it('is conserved: what pools and treasury hold is what began plus the profit that the columns tell, to 1e-9 of gross notional', () => {
    const random = seeded('conservation');
    let worst = 0;
    let actions = 0;
    let forced = 0;
    let paths = 0;
    while (paths < 100_000) {
      const scenario = randomScenario(random, { anyRules: true });
      const compiled = compile(scenario);
      const { shape, account, market } = compiled;
      const gross = scenario.account.positions.reduce(
        (sum, { asset, quantity }) => sum + Math.abs(quantity) * scenario.market.prices[asset]!,
        0,
      );
      const scale =
        gross +
        Array.from(
          account.collateralTotal,
          (units, c) => units * market.startPrices[account.collateralAsset[c]!]!,
        ).reduce((a, b) => a + b, 0);
      const group = createGroup(compiled);
      const events = createPathEvents(group, compiled);
      const block = createOutcomeBlock(shape, LANES);
      for (let first = 0; first < 64; first += LANES, paths += LANES * account.schemes) {
        simulateGroup(group, events, first);
        writeOutcomes(group, compiled, block, 0);
        for (let scheme = 0; scheme < account.schemes; scheme++) {
          const columns = block.account[scheme]!;
          for (let lane = 0; lane < LANES; lane++) {
            const wealth = wealthHeld(group, compiled, scheme, lane);
            const error =
              Math.abs(wealth - shape.initialWealth - columns.pnl[lane]!) / largest(scale, group, compiled, lane);
            worst = Math.max(worst, error);
            actions += columns.policy_actions[lane]!;
            forced += columns.forced_closes[lane]!;
            for (let c = 0; c < account.collaterals; c++) {
              // Units are bought and sold for money of the book: the rounding of their sums is a share of all that it is worth in them.
              const asset = account.collateralAsset[c]!;
              const price = Math.min(market.startPrices[asset]!, group.mark[asset * LANES + lane]!);
              const held = group.heldCollateral[(scheme * account.collaterals + c) * LANES + lane]!;
              expect(Math.abs(unitsHeld(group, compiled, scheme, c, lane) - held)).toBeLessThan(
                1e-9 * (Math.abs(held) + largest(scale, group, compiled, lane) / price),
              );
            }
          }
        }
      }
    }
    console.log(`conservation: worst error ${worst} of gross notional; ${actions} actions, ${forced} forced closes`);
    expect(actions).toBeGreaterThan(10_000);
    expect(forced).toBeGreaterThan(10_000);
    expect(worst).toBeLessThan(1e-9);
  });
});

/** Gross value of the book at the start or at the horizon, whichever is more: what the rounding of its sums is a share of. */
function largest(scale: number, group: PathGroup, { account, market }: CompiledScenario, lane: number): number {
  let growth = 1;
  for (const asset of market.priced)
    growth = Math.max(growth, group.mark[asset * LANES + lane]! / market.startPrices[asset]!);
  return scale * growth * Math.max(1, account.positions);
}
