import { formatDurationHours, formatShare } from '../../base/units.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { venuePresets } from '../../margin/venues/registry.ts';
import { marketClock } from '../../market/clock.ts';
import type { RegimeLaw, RegimeModel, SingleJump } from '../../market/regime-model.ts';
import {
  type Assumption,
  type AssumptionFacts,
  type AssumptionRule,
  heldAssets,
  namesOf,
  ofRegimeModel,
} from './assumption.ts';

/** What the market of a run leaves out, or takes as it is. */
const marketRules: readonly AssumptionRule[] = [
  {
    name: 'market',
    text({ scenario, origin }) {
      const { name, kind, pricedOn, renewed } = origin;
      const isRenewed = heldAssets(scenario).every((asset) => renewed.includes(scenario.market.assets[asset] ?? ''));
      const date = pricedOn === null ? 'of unknown date' : `of ${pricedOn}`;
      const prices = isRenewed ? 'as given in the experiment' : date;
      const some = renewed.length > 0 && !isRenewed ? `, but of ${renewed.join(', ')} as given here` : '';
      return `${name ?? 'written in the experiment'}${kind === null ? '' : `, ${kind}`}; prices ${prices}${some}`;
    },
  },
  {
    name: 'regimes',
    text: ofRegimeModel(({ laws }) => (laws.length === 1 ? 'one: volatility and correlation never change' : null)),
  },
  {
    name: 'start',
    text: ofRegimeModel((model) =>
      startsInTheLongRun(model) ? 'the first regime is drawn from the long run: today’s state is not used' : null,
    ),
  },
  {
    name: 'drift',
    text: ofRegimeModel((model, { scenario }) => {
      const held = heldAssets(scenario);
      const isZero = model.laws.every(({ drift }) => held.every((asset) => drift[asset] === 0));
      const onTop = !model.compensateJumps && jumpsOf(model, held).some(({ mean, sd }) => mean !== 0 || sd !== 0);
      if (onTop) return `${isZero ? '0' : 'as written'} without the jumps: what they do to the mean comes on top`;
      return isZero ? '0: no trend, up or down' : null;
    }),
  },
  {
    name: 'correlation',
    text: ofRegimeModel(({ laws }, { scenario }) => {
      const held = heldAssets(scenario);
      const isZero = laws.every(({ correlation }) =>
        held.every((a) => held.every((b) => a === b || correlation[a]?.[b] === 0)),
      );
      return held.length > 1 && isZero ? '0: assets move independently' : null;
    }),
  },
  {
    name: 'shocks',
    text: ofRegimeModel(({ shocks }) =>
      shocks.law === 'normal' ? 'normal: within a regime no fat tails but by jumps' : null,
    ),
  },
  {
    name: 'jumps',
    text: ofRegimeModel((model, { scenario }) => {
      const held = heldAssets(scenario);
      return jumpsOf(model, held).length === 0 ? 'none: prices move by the shocks of each step alone' : null;
    }),
  },
  {
    name: 'funding',
    text({ scenario }) {
      const { market, account } = scenario;
      const laws = heldAssets(scenario).flatMap((asset) =>
        market.regimes.flatMap(({ funding }) => funding[asset] ?? []),
      );
      if (laws.some(({ sd }) => sd !== 0)) return null;
      const { interest, damper } = account.venue.funding;
      const isZero = laws.every(({ mean }) => mean === 0) && (interest === 0 || damper === 0);
      return isZero ? 'none: the rate is 0 in every regime' : 'without chance: a rate moves with the regime alone';
    },
  },
];

/** The jumps that can move an asset in question. */
function jumpsOf({ laws }: RegimeModel, held: readonly number[]): SingleJump[] {
  return laws.flatMap((law) => ownJumps(law, held)).filter(({ probability }) => probability > 0);
}

function ownJumps({ commonJump, singleJumps }: RegimeLaw, held: readonly number[]): SingleJump[] {
  const reaches = held.some((asset) => commonJump?.beta[asset] !== 0 || commonJump.spread[asset] !== 0);
  return [
    ...(commonJump !== null && reaches ? [commonJump] : []),
    ...held.flatMap((asset) => singleJumps[asset] ?? []),
  ];
}

/** Whether the first regime is open, and as likely as in the long run. */
function startsInTheLongRun({ start, transition }: RegimeModel): boolean {
  const next = start.map((_, to) =>
    start.reduce((sum, share, from) => sum + share * (transition.rows[from]?.[to] ?? 0), 0),
  );
  const isOpen = start.filter((share) => share > 0).length > 1;
  return isOpen && start.every((share, regime) => Math.abs(share - (next[regime] ?? 0)) < 1e-9);
}

/** Where the laws of a market are given for another interval than the step of the run. */
const scaleRules: readonly AssumptionRule[] = [
  {
    name: 'switching',
    text: ofRegimeModel((model, { scenario: { stepHours } }) => {
      const { perHours } = model.transition;
      if (model.laws.length === 1 || perHours === stepHours) return null;
      const [per, step] = [formatDurationHours(perHours), formatDurationHours(stepHours)];
      return marketClock(model, stepHours).regimeParts > 1
        ? `per ${per} within a step of ${step}; depth and haircuts are those of its end`
        : `regimes are given per ${per} and may switch at each step of ${step}`;
    }),
  },
  {
    name: 'tails',
    text: ofRegimeModel((model, { scenario: { stepHours } }) => {
      const { shocks } = marketClock(model, stepHours);
      if (model.shocks.law === 'normal' || shocks === null) return null;
      const [hours, step] = [formatDurationHours(shocks.hours), formatDurationHours(stepHours)];
      const law = `Student t (${Number(model.shocks.degrees.toPrecision(4))})`;
      if (shocks.from === 'step') return `${law} of each step of ${step}: the interval it was fitted on is unknown`;
      if (shocks.from === 'source') return `${law} per ${hours}, the interval of the prices it was fitted on`;
      return shocks.hours > stepHours
        ? `${law} per ${hours}: the steps of ${step} in it are calm or wild together`
        : null;
    }),
  },
  {
    name: 'settlement',
    text({ scenario, origin }) {
      const { everyHours } = scenario.account.venue.funding;
      const { fundingPerHours } = origin;
      if (!hasFunding(scenario)) return null;
      const every = formatDurationHours(everyHours);
      if (scenario.stepHours > everyHours)
        return `funding of each ${every} is paid together, at the end of a step of ${formatDurationHours(scenario.stepHours)}`;
      if (fundingPerHours === null || fundingPerHours === everyHours) return null;
      return `funding is given per ${formatDurationHours(fundingPerHours)} and paid in proportion every ${every}`;
    },
  },
];

function hasFunding(scenario: Scenario): boolean {
  const { interest, damper } = scenario.account.venue.funding;
  const laws = heldAssets(scenario).flatMap((asset) =>
    scenario.market.regimes.flatMap(({ funding }) => funding[asset] ?? []),
  );
  return (interest !== 0 && damper !== 0) || laws.some(({ mean, sd }) => mean !== 0 || sd !== 0);
}

/** What the rules of the venue, and the way in which a run watches them, leave out. */
const accountRules: readonly AssumptionRule[] = [
  {
    name: 'venue',
    text({ scenario: { account } }) {
      const { name } = account.venue;
      const asOf = venuePresets[name]?.asOf;
      return asOf === undefined ? 'rules as written in the experiment' : `${name}: ${asOf}`;
    },
  },
  {
    name: 'slippage',
    text({ scenario }) {
      const { market, account } = scenario;
      const held = heldAssets(scenario);
      const bottomless = held.filter((asset) => market.regimes.every(({ depth }) => depth[asset] === null));
      const { slippage } = account.venue;
      if (bottomless.length === 0) return slippage > 0 ? null : '0 beside the depth of books: no spread is paid';
      const which = bottomless.length === held.length ? '' : ` of ${namesOf(scenario, bottomless)}`;
      const price = slippage > 0 ? `a flat ${formatShare(slippage)}` : '0, at the mark price';
      return `${price}, however large a close: no depth${which}`;
    },
  },
  {
    name: 'haircuts',
    text({ scenario: { market, account } }) {
      const { haircut, sizeDiscount } = account.venue;
      const whole = account.collateral.flatMap(({ name, asset, amount }, index) => {
        if (asset === null || amount === 0) return [];
        const isCut =
          (haircut[index] ?? 0) > 0 ||
          (sizeDiscount[index] ?? []).some(({ share }) => share < 1) ||
          market.regimes.some((regime) => (regime.haircut[asset] ?? 0) > 0);
        return isCut ? [] : [name];
      });
      return whole.length === 0 ? null : `none on ${whole.join(', ')}: the full value backs positions`;
    },
  },
  {
    name: 'insurance',
    text({ scenario: { market, account } }) {
      if (account.venue.insurance.fund !== null) return null;
      const isSpared = market.regimes.every(({ deleveraging }) => deleveraging === null);
      return `without end: all bad debt is paid${isSpared ? ', and no winner is deleveraged' : ''}`;
    },
  },
  {
    name: 'monitoring',
    text: ({ scenario }) =>
      `at steps of ${formatDurationHours(scenario.stepHours)}: what happens between two of them is missed`,
  },
  {
    name: 'drawdown',
    text: ({ scenario: { watch, steps } }) =>
      watch === 'period-end' && steps > 1 ? 'watched at every 8th step: too small, by 6 to 13 % where measured' : null,
  },
];

/** What holds in every run; one line, as the page says the rest. */
const alwaysRule: AssumptionRule = {
  name: 'always',
  text: () => 'own trading never moves the path; the rest is in experiments/DEFINITIONS.md',
};

/** Every assumption that a report may have to tell, in the order in which it tells them. */
export const assumptionRules: readonly AssumptionRule[] = [...marketRules, ...scaleRules, ...accountRules, alwaysRule];

/** What holds in a scenario. */
export function assumptionsOf(facts: AssumptionFacts): Assumption[] {
  return assumptionRules.flatMap(({ name, text }) => {
    const said = text(facts);
    return said === null ? [] : [{ name, text: said }];
  });
}
