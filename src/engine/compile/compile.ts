import type { Account } from '../../margin/account.ts';
import type { OutcomeShape } from '../../stats/outcome.ts';
import { BLOCK_STEPS, type Precision } from '../memory/constants.ts';
import type { Scenario } from '../scenario.ts';
import { keyOf } from '../stream-key.ts';
import { type CompiledAccount, compileAccount, initialWealth, signalsOf } from './account.ts';
import { impossibleColumns } from './impossible.ts';
import { type CompiledMarket, compileMarket } from './market.ts';

/** A scenario as flat typed arrays. Plain data: it crosses threads by structured clone. */
export interface CompiledScenario {
  readonly shape: OutcomeShape;
  /** Key of all draws. */
  readonly key: Uint32Array;
  readonly steps: number;
  readonly precision: Precision;
  readonly watchEveryStep: boolean;
  /** Whether anything but liquidations can happen: policies, or the venue deleveraging its book. */
  readonly isAttended: boolean;
  readonly market: CompiledMarket;
  readonly account: CompiledAccount;
}

/** Assets that are held, as positions or as collateral, or that a policy watches: the others of the market are not simulated. */
export function assetsOf({ positions, collateral, schemes }: Account): number[] {
  return [
    ...positions.map((position) => position.asset),
    ...collateral.flatMap(({ asset }) => (asset === null ? [] : [asset])),
    ...signalsOf(schemes).flatMap((signal) => signal.assets),
  ];
}

/** Compiles a scenario; the result depends on nothing else. */
export function compile(scenario: Scenario): CompiledScenario {
  const { market, account, stepHours, steps } = scenario;
  const used = assetsOf(account);
  const key = keyOf(scenario.seed);
  const compiledMarket = compileMarket(scenario, used, key);
  const reference = account.schemes.findIndex((scheme) => scheme.partition === 'each');
  return {
    shape: {
      schemes: account.schemes.map((scheme) => scheme.name),
      referenceScheme: reference < 0 ? null : reference,
      positions: account.positions.map((position) => position.name),
      tags: account.positions.map((position) => position.tag),
      market: {
        regimes: compiledMarket.regimeNames,
        assets: Array.from(compiledMarket.priced, (asset) => compiledMarket.assetNames[asset]!),
      },
      steps,
      stepHours,
      initialWealth: initialWealth(account, market.prices),
      levels: scenario.levels,
      paths: scenario.paths,
      impossible: account.schemes.map((scheme) => impossibleColumns(scenario, compiledMarket, scheme)),
    },
    key,
    steps,
    precision: scenario.precision,
    watchEveryStep: scenario.watch === 'every-step',
    isAttended: compiledMarket.deleveraging !== null || account.schemes.some(({ policies }) => policies.length > 0),
    market: compiledMarket,
    account: compileAccount(account, compiledMarket),
  };
}

/**
 * Whether drawdown and the lowest margin ratio are looked at after a step of the path: at every step if the scenario says so,
 * otherwise at the end of every span: every eighth step, every settlement of funding, and the last step.
 */
export function isWatched({ watchEveryStep, steps, market }: CompiledScenario, step: number): boolean {
  const settlement = market.funding?.stepsPerSettlement ?? steps;
  return watchEveryStep || step === steps || step % BLOCK_STEPS === 0 || step % settlement === 0;
}
