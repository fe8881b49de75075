import * as fc from 'fast-check';
import type { Policy } from '../../src/margin/policies/registry.ts';
import type { Signal } from '../../src/margin/policies/signal.ts';
import type { Alarm, Trigger } from '../../src/margin/policies/trigger.ts';
import { policyExamples, policyOf } from '../support/policy-examples.ts';

/** A policy before it is known which pools and positions a scheme has. */
export type PolicyDraft = (about: {
  readonly name: string;
  readonly pools: readonly number[];
  readonly positions: readonly number[];
}) => Policy;

/** The assets of the random accounts: returns of about 5 % a step, taken as days. */
const signals: readonly Signal[] = [
  signalOf({ kind: 'volatility', assets: [0, 1, 2] }),
  signalOf({ kind: 'volatility', assets: [1], weight: 1 }),
  signalOf({ kind: 'correlation', assets: [0, 1, 2] }),
  signalOf({ kind: 'volatility-ratio', assets: [0, 2] }),
];

function signalOf({ kind, assets, weight = 0.3 }: Pick<Signal, 'kind' | 'assets'> & { weight?: number }): Signal {
  const start = assets.map((a) => assets.map((b) => (a === b ? 0.0016 : 0.0004)));
  return { kind, assets, weight, slowWeight: 0.05, start, stepsPerYear: 365 };
}

/** Levels that about every second path crosses, by kind of signal. */
const levels: Record<Signal['kind'], readonly [above: number, release: number]> = {
  volatility: [0.9, 0.8],
  correlation: [0.5, 0.4],
  'volatility-ratio': [1.1, 1],
};

const alarmArbitrary: fc.Arbitrary<Alarm> = fc.oneof(
  fc.constantFrom(...signals).map((signal): Alarm => {
    const [above, release] = levels[signal.kind];
    return { on: 'signal', signal, above, release };
  }),
  fc.constantFrom({ on: 'drawdown', above: 0.1, release: 0.05 } as const),
);

const triggerArbitrary: fc.Arbitrary<Trigger> = fc.oneof(
  alarmArbitrary,
  fc.constantFrom({ on: 'cover', below: 1.5 } as const, { on: 'cover', below: 4 } as const),
);

const common = { delaySteps: fc.constantFrom(0, 0, 1, 3), cost: fc.constantFrom(0, 0.001) };

export const topUps: fc.Arbitrary<PolicyDraft> = fc
  .record({
    ...common,
    below: fc.constantFrom(1.2, 2, 5),
    amount: fc.constantFrom(500, 20_000),
    budget: fc.constantFrom(700, 60_000),
  })
  .map(
    (fields): PolicyDraft =>
      ({ name, pools }) => ({ policy: 'top-up', name, pools, ...fields }),
  );

const deleverages = fc
  .record({ delaySteps: common.delaySteps, trigger: triggerArbitrary, share: fc.constantFrom(0.25, 1 / 3, 1) })
  .map(
    (fields): PolicyDraft =>
      ({ name, pools }) => ({ policy: 'deleverage', name, pools, ...fields }),
  );

const stops = fc.record({ delaySteps: common.delaySteps, distance: fc.constantFrom(0.02, 0.1) }).map(
  (fields): PolicyDraft =>
    ({ name, positions }) => ({ policy: 'stop', name, positions: positions.filter((one) => one % 2 === 0), ...fields }),
);

export const switches: fc.Arbitrary<PolicyDraft> = fc
  .record({ delaySteps: common.delaySteps, trigger: alarmArbitrary, margin: fc.constantFrom(0.05, 0.2, 1) })
  .map(
    (fields): PolicyDraft =>
      ({ name, positions }) => ({ policy: 'switch', name, positions, ...fields }),
  );

const rebalances = fc
  .record({
    ...common,
    below: fc.constantFrom(1.5, 4),
    restore: fc.constantFrom(2, 5),
    keep: fc.constantFrom(1, 1.5),
  })
  .map(
    (fields): PolicyDraft =>
      ({ name, pools }) => ({ policy: 'rebalance', name, pools, ...fields }),
  );

/** Kinds whose parameters are varied; others are drawn by their examples. */
const varied: { readonly [Kind in Policy['policy']]?: fc.Arbitrary<PolicyDraft> } = {
  'top-up': topUps,
  deleverage: deleverages,
  stop: stops,
  switch: switches,
  rebalance: rebalances,
};

const exemplary = policyExamples(Object.keys(varied)).map((example) =>
  common.delaySteps.map(
    (delaySteps): PolicyDraft =>
      (about) =>
        policyOf(example, { ...about, delaySteps }),
  ),
);

/** One to three policies of any kind, named policy-0, policy-1, … */
export const policiesArbitrary: fc.Arbitrary<readonly PolicyDraft[]> = fc.array(
  fc.oneof(...Object.values(varied), ...exemplary),
  { minLength: 1, maxLength: 3 },
);

/** The policies of a scheme with so many pools and positions. */
export function policiesOf(drafts: readonly PolicyDraft[], pools: number, positions: number): Policy[] {
  return drafts.map((draft, index) =>
    draft({ name: `policy-${index}`, pools: upTo(pools), positions: upTo(positions) }),
  );
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
