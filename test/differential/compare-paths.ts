import { Decimal } from 'decimal.js';
import { expect } from 'vitest';
import { type CompiledScenario, compile } from '../../src/engine/compile/compile.ts';
import { BLOCK_STEPS, LANES, type Precision } from '../../src/engine/memory/constants.ts';
import type { Scenario } from '../../src/engine/scenario.ts';
import { simulateBlocks } from '../../src/engine/simulate.ts';
import type { OutcomeBlock } from '../../src/stats/outcome.ts';
import type { Random } from '../support/random.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { flatMarket } from '../support/regime-market.ts';
import { seeded } from '../support/seeds.ts';
import { decisionsOf, exactResults, moneyOf } from './compare.ts';

/** Compared paths of each scenario, every one under three schemes. */
const PATHS = 3;
/** Paths that are simulated for that: the compared ones stand in any lane of the first group or a later one. */
const SIMULATED = 3 * LANES;

/** Money may differ by this share of the gross notional of the book. */
const TOLERANCE = 1e-9;

/**
 * The same for what is seen at the steps between the ends of spans: drawdown and margin ratio, in the precision of the returns. No
 * decision and no payment depends on them.
 */
const SINGLE_TOLERANCE = 1e-5;

function isWatchedInSingle({ precision, watch }: Scenario): boolean {
  return precision === 'mixed' && watch === 'every-step';
}

/** Hours of a step and of a funding interval: shorter and longer than a block of steps, and shorter than a step. */
const clocks = [
  ...[1, 2, 3, 5, 7, 8, 12, 16, 24].map((everyHours) => ({ stepHours: 1, everyHours })),
  { stepHours: 1, everyHours: 0.5 },
  { stepHours: 4, everyHours: 1 },
  { stepHours: 2, everyHours: 22 },
  { stepHours: 0.5, everyHours: 5 },
];

interface Tally {
  liquidations: number;
  actions: number;
  knifeEdges: number;
  largestDifference: number;
  /** Schemes with a liquidation by what their scenario is like. */
  readonly byKind: Map<string, number>;
}

/** Has both engines go through paths of random scenarios under plain rules or any, and expects that they decide alike. */
export function expectAgreement(rules: 'plain' | 'any', precision: Precision, scenarios: number): void {
  const random = seeded(`differential ${rules} ${precision}`);
  const tally: Tally = { liquidations: 0, actions: 0, knifeEdges: 0, largestDifference: 0, byKind: new Map() };
  for (let k = 0; k < scenarios; k++) compareScenario(scenarioOf(k, random, precision, rules), random, tally);
  const fewest = Math.min(...tally.byKind.values());
  console.log(
    `${scenarios * PATHS} paths x 3 schemes: ${tally.liquidations} schemes with a liquidation, at least ${fewest} of each ` +
      `of ${tally.byKind.size} kinds, ${tally.actions} actions of policies, ${tally.knifeEdges} proven knife-edges, ` +
      `largest difference ${tally.largestDifference.toExponential(1)} of notional`,
  );
  // The comparison must have had something to compare, and the excuse must stay an exception.
  expect(tally.liquidations).toBeGreaterThan(scenarios);
  expect(tally.byKind.size).toBe(rules === 'plain' ? 49 : 63);
  expect(fewest).toBeGreaterThan(scenarios / 20);
  if (rules === 'any') expect(tally.actions).toBeGreaterThan(scenarios);
  expect(tally.knifeEdges).toBeLessThanOrEqual(1);
}

/** Goes through all clocks, numbers of assets and of regimes in turn; all else is drawn. */
function scenarioOf(k: number, random: Random, precision: Precision, rules: 'plain' | 'any'): Scenario {
  const { stepHours, everyHours } = clocks[k % clocks.length]!;
  const scenario = randomScenario(random, {
    precision,
    assets: 1 + (k % 10),
    regimes: 1 + (k % 4),
    steps: 1 + Math.floor(40 * random()),
    anyRules: rules === 'any',
  });
  const { account } = scenario;
  const { venue } = account;
  return {
    ...scenario,
    stepHours,
    account: { ...account, venue: { ...venue, funding: { ...venue.funding, everyHours } } },
  };
}

/** What a scenario is like, in words: each kind must have had liquidations. */
function kindsOf({ market, account, stepHours, steps, watch }: Scenario): string[] {
  const { venue, collateral } = account;
  return [
    `step ${stepHours} h, funding every ${venue.funding.everyHours} h`,
    `${market.assets.length} assets`,
    `${market.regimes.length} regimes`,
    `${collateral.length - 1} coins`,
    `last block ${steps % BLOCK_STEPS === 0 ? 'full' : 'short'}`,
    `watch ${watch}`,
    `equality ${venue.equality}`,
    `funding ${venue.funding.booked}`,
    `funding on ${venue.funding.notional}`,
    `remainder ${venue.remainder}`,
    `shocks ${flatMarket(market).shocks.law}`,
    `contract ${venue.contract}`,
    `requirement of ${venue.contract} at ${venue.maintenanceNotional}, brackets in ${venue.bracketsUnit}`,
    `liquidation ${venue.liquidation.close.rule}`,
    `beyond the fund ${venue.insurance.beyond}`,
  ];
}

function compareScenario(scenario: Scenario, random: Random, tally: Tally): void {
  const compiled = compile(scenario);
  const kinds = kindsOf(scenario);
  const before = tally.liquidations;
  simulateBlocks(compiled, 0, SIMULATED, (block) => {
    for (let k = 0; k < PATHS; k++) {
      comparePath(scenario, compiled, block, Math.floor(SIMULATED * random()), tally);
    }
  });
  for (const kind of kinds) {
    tally.byKind.set(kind, (tally.byKind.get(kind) ?? 0) + tally.liquidations - before);
  }
}

function comparePath(
  scenario: Scenario,
  compiled: CompiledScenario,
  block: OutcomeBlock,
  path: number,
  tally: Tally,
): void {
  const { market, account } = scenario;
  const gross = account.positions.reduce((sum, p) => sum + Math.abs(p.quantity) * market.prices[p.asset]!, 0);
  exactResults(scenario, compiled, path).forEach((exact, s) => {
    if (exact.account.firstLiquidationStep > 0) tally.liquidations++;
    tally.actions += exact.account.policyActions;
    const [fastDecisions, exactDecisions] = decisionsOf(block, exact, s, path);
    if (fastDecisions !== exactDecisions) {
      const proven = exact.closestMargins.some(({ margin }) => margin.abs().lt(TOLERANCE));
      if (!proven) expect(fastDecisions, `${JSON.stringify(scenario)} path ${path} scheme ${s}`).toBe(exactDecisions);
      tally.knifeEdges++;
      return;
    }
    for (const [name, quick, slow] of moneyOf(block, exact, s, path)) {
      const unit = name === 'ratio' ? Math.max(1, Math.abs(quick)) : gross;
      const difference = Math.abs(new Decimal(quick).minus(slow).toNumber()) / unit;
      const isSingle = isWatchedInSingle(scenario) && ['drawdown', 'ratio'].includes(name);
      if (!isSingle) tally.largestDifference = Math.max(tally.largestDifference, difference);
      // A number that is none is no difference either.
      if (!(difference < (isSingle ? SINGLE_TOLERANCE : TOLERANCE))) {
        expect.fail(`${name}: ${quick} or ${slow.toString()}; ${JSON.stringify(scenario)} path ${path} scheme ${s}`);
      }
    }
  });
}
