import type { Venue } from '../../src/margin/account.ts';

/** The plainest of the rules that tests seldom care about: linear contracts, everything closed at once, a fund without end. */
export const plainRules = {
  contract: 'linear',
  maintenanceNotional: 'mark',
  bracketsUnit: 'quote',
  depthMemory: 0,
  liquidation: { close: { rule: 'all' }, backstop: 0 },
  insurance: { fund: null, beyond: 'venue' },
} as const satisfies Partial<Venue>;
