import { expect, it } from 'vitest';
import type { LiquidationDistance } from '../../src/margin/distance.ts';
import { terminal } from '../../src/report/render/terminal.ts';
import { distancesSection } from '../../src/report/sections/distances.ts';
import { deskScenario } from '../study/support/desk.ts';

const { account, market } = deskScenario('schemes: { cross: { pools: one } }');
const plain = { colours: false, width: 100 };

/** What stands in the table where a common move of all prices by this share liquidates the pool. */
function shown(commonShock: number | null): string {
  const distances = account.positions.map(
    ({ name }): LiquidationDistance => ({
      scheme: 'cross',
      pool: 'all',
      position: name,
      liquidationPrice: null,
      bankruptcyPrice: null,
      distance: null,
      distanceSigmas: null,
      commonShock,
      commonShockSigmas: null,
    }),
  );
  const lines = terminal.render([distancesSection(account, market.prices, distances)], plain).split('\n');
  return lines
    .findLast((line) => line.includes('btc-carry'))!
    .replace('btc-carry', '')
    .trim();
}

it('a common move is written with its sign; a rise without end, as of a pool that is nearly neutral, only as far', () => {
  expect(shown(-0.25)).toBe('-25.0 %');
  expect(shown(0.333)).toBe('+33.3 %');
  expect(shown(100)).toBe('+10,000 %');
  expect(shown(2120)).toBe('> +10,000 %');
  expect(shown(null)).toBe('–');
});
