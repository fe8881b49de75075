import * as z from 'zod';
import type { Scenario } from '../../engine/scenario.ts';
import type { Regime } from '../../market/shared.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Findings } from '../document/findings.ts';
import { form, name, share } from '../forms/scalars.ts';
import { listed } from '../resolve/per-asset.ts';
import { type LimitUse, limitRule, type Measure, notionalOf } from './limit.ts';

const depthShare = share({ smallest: 0, largest: 1_000, plain: 10 }, '50%');

export const maxDepthShare = limitRule({
  name: 'max-depth-share',
  meaning: 'notional of a position over the depth of its market (the notional that moves the price by 1 %)',
  bound: 'at-most',
  unit: 'share',
  form: z
    .union([
      depthShare,
      form({
        share: depthShare,
        regime: name.optional().meta({ description: 'the regime whose depth counts; default: the thinnest' }),
      }),
    ])
    .optional()
    .meta({ description: 'notional of a position over the depth of its market' }),
  read(written, use, found) {
    const { share: limit, regime } = typeof written === 'number' ? { share: written } : written;
    const index = regime === undefined ? null : regimeNamed(regime, use, found);
    if (limit === undefined) return [];
    return [
      {
        limit,
        path: [],
        measure: (scenario) => depthShares(regimesOf(scenario, index), scenario),
        silences: (scenario) => withoutDepth(regimesOf(scenario, index), scenario),
      },
    ];
  },
});

function regimeNamed(regime: string, { regimes }: LimitUse, found: Findings): number | null {
  const index = regimes.indexOf(regime);
  if (index !== -1 || regimes.length === 0) return Math.max(index, 0);
  found.add(['regime'], `is no regime of this market${hintFor(regime, regimes)}`, listed(regimes));
  return null;
}

/** The regimes whose depth counts, the thinnest of them for each asset. */
function regimesOf({ market }: Scenario, index: number | null): readonly Regime[] {
  return index === null ? market.regimes : market.regimes.slice(index, index + 1);
}

function depthShares(regimes: readonly Regime[], { account, market }: Scenario): Measure[] {
  return account.positions.flatMap((position) => {
    const depths = regimes.flatMap(({ name: regime, depth }) => {
      const here = depth[position.asset] ?? null;
      return here === null ? [] : [{ regime, depth: here }];
    });
    const [thinnest] = depths.toSorted((a, b) => a.depth - b.depth);
    if (thinnest === undefined) return [];
    const subject = `position ${position.name} in regime ${thinnest.regime}`;
    return [{ scheme: null, subject, value: notionalOf(account, market, position) / thinnest.depth }];
  });
}

function withoutDepth(regimes: readonly Regime[], { account, market }: Scenario): string[] {
  const boundless = account.positions.filter(({ asset }) =>
    regimes.every(({ depth }) => (depth[asset] ?? null) === null),
  );
  const assets = [...new Set(boundless.map(({ asset }) => market.assets[asset] ?? ''))];
  if (assets.length === 0) return [];
  return [`The limit max-depth-share says nothing of ${listed(assets)}, as the market gives no depth.`];
}
