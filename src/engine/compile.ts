import { keyOf } from '../random/key.ts';
import type { OutcomeShape } from '../stats/outcome.ts';
import { type CompiledAccount, compileAccount, initialWealth } from './compile-account.ts';
import { type CompiledMarket, compileMarket } from './compile-market.ts';
import type { Scenario } from './scenario.ts';

/** A scenario as flat typed arrays. Plain data: it crosses threads by structured clone. */
export interface CompiledScenario {
  readonly shape: OutcomeShape;
  /** Key of all draws. */
  readonly key: Uint32Array;
  readonly steps: number;
  /** Steps that are drawn and screened together; settlements fall on the last step of a period. */
  readonly periodSteps: number;
  readonly watchEveryStep: boolean;
  readonly market: CompiledMarket;
  readonly account: CompiledAccount;
}

/** Periods longer than this gain nothing and widen the price bounds of the screen. */
const LONGEST_PERIOD_STEPS = 8;

/** Compiles a scenario; the result depends on nothing else. */
export function compile(scenario: Scenario): CompiledScenario {
  const { market, account, stepHours, steps } = scenario;
  const used = [
    ...account.positions.map((position) => position.asset),
    ...account.collateral.flatMap((collateral) => (collateral.asset === null ? [] : [collateral.asset])),
  ];
  const compiledMarket = compileMarket(market, used, stepHours, account.venue.funding);
  const reference = account.schemes.findIndex((scheme) => scheme.partition === 'each');
  return {
    shape: {
      schemes: account.schemes.map((scheme) => scheme.name),
      referenceScheme: reference < 0 ? null : reference,
      positions: account.positions.map((position) => position.name),
      steps,
      stepHours,
      initialWealth: initialWealth(account, market.prices),
      levels: scenario.levels,
      paths: scenario.paths,
    },
    key: keyOf(scenario.seed),
    steps,
    periodSteps: periodSteps(compiledMarket.funding?.stepsPerSettlement ?? LONGEST_PERIOD_STEPS),
    watchEveryStep: scenario.watch === 'every-step',
    market: compiledMarket,
    account: compileAccount(account),
  };
}

/** The largest divisor of the settlement interval that is not above the longest period. */
export function periodSteps(stepsPerSettlement: number): number {
  for (let steps = Math.min(LONGEST_PERIOD_STEPS, stepsPerSettlement); steps > 1; steps--) {
    if (stepsPerSettlement % steps === 0) return steps;
  }
  return 1;
}
