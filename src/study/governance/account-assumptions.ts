import { formatDurationHours, formatShare } from '../../base/units.ts';
import { venuePresets } from '../../margin/venues/registry.ts';
import { type AssumptionRule, heldAssets, namesOf } from './assumption.ts';

/** What the rules of the venue, and the way in which a run watches them, leave out. */
export const accountRules: readonly AssumptionRule[] = [
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
