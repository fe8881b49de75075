import type { CommonJump, RegimeLaw, SingleJump } from '../../market/regime-model.ts';
import type { Deleveraging, FundingLaw, Regime } from '../../market/shared.ts';
import { checkFields, type Fields } from '../document/check.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { regimeForm } from '../form/market.ts';
import { resolveCorrelation } from './correlation.ts';
import { field, refuseUnknownAssets, spread } from './per-asset.ts';

type RegimeFields = Fields<typeof regimeForm>;
type FundingFields = NonNullable<RegimeFields['funding']>;
type Jumps = NonNullable<RegimeFields['jumps']>;

const secondsPerHour = 3_600;

/** A regime as written, checked and spread over the assets; nothing if there is a problem with it. */
export function resolveRegime(
  name: string,
  node: TreeNode,
  assets: readonly string[],
  repair: boolean,
  problems: Problems,
  warnings: string[],
): { readonly regime: Regime; readonly law: RegimeLaw } | undefined {
  const fields = checkFields(regimeForm, node, problems);
  if (fields === undefined || assets.length === 0) return undefined;
  const at = (step: string) => childOf(node, step);
  // A correlation that could not be read was reported already; one that is absent is not.
  const isUnread = fields.correlation === undefined && at('correlation') !== undefined;
  const correlation = isUnread
    ? undefined
    : resolveCorrelation({ regime: name, value: fields.correlation, assets, repair }, node, problems, warnings);
  const volatility = spread(fields.volatility, assets, at('volatility'), problems);
  const law = {
    drift: spread(fields.drift, assets, at('drift'), problems, 0).map((value) => value ?? 0),
    ...resolveJumps(fields.jumps, at('jumps'), assets, problems),
  };
  const regime = {
    name,
    funding: resolveFunding(fields.funding, at('funding'), assets, problems),
    haircut: spread(fields.haircut, assets, at('haircut'), problems, 0).map((value) => value ?? 0),
    depth: spread<number | null>(fields.depth, assets, at('depth'), problems, null).map((value) => value ?? null),
    deleveraging: deleveragingOf(fields.deleveraging),
  };
  if (correlation === undefined || volatility.includes(undefined)) return undefined;
  return { regime, law: { volatility: volatility.map((value) => value ?? 0), correlation, ...law } };
}

function deleveragingOf(written: RegimeFields['deleveraging']): Deleveraging | null {
  if (written === undefined) return null;
  const { probability, per, share } = written;
  return { probability, perHours: per / secondsPerHour, share };
}

function resolveJumps(
  jumps: Jumps | undefined,
  node: TreeNode | undefined,
  assets: readonly string[],
  problems: Problems,
): { commonJump: CommonJump | null; singleJumps: (SingleJump | null)[] } {
  const { common, single } = jumps ?? {};
  const commonNode = field(node, 'common');
  const singleNode = field(node, 'single');
  if (singleNode !== undefined) refuseUnknownAssets(singleNode, assets, problems);
  return {
    commonJump:
      common === undefined
        ? null
        : {
            ...jumpLaw(common),
            beta: spread(common.beta, assets, field(commonNode, 'beta'), problems, 1).map((value) => value ?? 1),
            spread: spread(common.spread, assets, field(commonNode, 'spread'), problems, 0).map((value) => value ?? 0),
          },
    singleJumps: assets.map((asset) => {
      const own = single?.[asset];
      return own === undefined ? null : jumpLaw(own);
    }),
  };
}

function jumpLaw({
  probability,
  per,
  mean,
  sd,
}: {
  probability: number;
  per: number;
  mean: number;
  sd: number;
}): SingleJump {
  return { probability, perHours: per / secondsPerHour, mean, sd };
}

function resolveFunding(
  funding: FundingFields | undefined,
  node: TreeNode | undefined,
  assets: readonly string[],
  problems: Problems,
): FundingLaw[] {
  if (isOneLaw(funding)) {
    const law = fundingLaw(funding, node, problems);
    return assets.map(() => law);
  }
  if (node !== undefined) refuseUnknownAssets(node, assets, problems);
  return assets.map((asset) => {
    const own = funding[asset];
    return own === undefined ? constantFunding(0) : fundingLaw(own, field(node, asset), problems);
  });
}

type OneLaw = number | { mean?: number | undefined; sd?: number | undefined; reversion?: number | undefined };

function isOneLaw(funding: FundingFields | undefined): funding is OneLaw | undefined {
  if (typeof funding !== 'object') return true;
  return Object.keys(funding).every((key) => ['mean', 'sd', 'reversion'].includes(key));
}

function fundingLaw(law: OneLaw | undefined, node: TreeNode | undefined, problems: Problems): FundingLaw {
  if (law === undefined || typeof law === 'number') return constantFunding(law ?? 0);
  const { mean = 0, sd = 0, reversion } = law;
  if (reversion !== undefined) return { mean, sd, reversionHours: reversion / secondsPerHour };
  if (sd > 0 && node !== undefined) {
    problems.add(node, ['reversion'], 'is missing', {
      allowed: 'the time in which a deviation falls to 1/e, such as 3d, as sd is above 0',
    });
  }
  return constantFunding(mean);
}

/** A rate that is constant within its regime: it takes the mean of a new regime at once. */
function constantFunding(mean: number): FundingLaw {
  return { mean, sd: 0, reversionHours: 0 };
}
