import type { RegimeLaw, SingleJump } from '../../market/regime-model.ts';
import type { FundingLaw, Regime } from '../../market/shared.ts';
import type { Findings } from '../document/findings.ts';
import type { regimeForm, sharedRegimeFields } from '../forms/market.ts';
import { isWritten, type Read } from '../forms/read.ts';
import type { ModelFields } from '../models/model-form.ts';
import { type CorrelationMatrix, resolveCorrelation } from './correlation.ts';
import { refuseUnknownAssets, spread } from './per-asset.ts';

type RegimeFields = NonNullable<Read<typeof regimeForm>>;
type Jumps = NonNullable<RegimeFields['jumps']>;

const secondsPerHour = 3_600;

/** What the regimes of a market share. */
export interface RegimeUse {
  readonly assets: readonly string[];
  /** Whether a correlation matrix that is not positive semi-definite is to be replaced by the nearest one that is. */
  readonly repair: boolean;
  /** The correlation of the regimes that give none. */
  readonly shared: number | CorrelationMatrix | undefined;
}

/** A regime as written, checked and spread over the assets; nothing if something that it needs could not be read. */
export function resolveRegime(
  name: string,
  fields: RegimeFields | undefined,
  { assets, repair, shared }: RegimeUse,
  market: Findings,
): { readonly regime: Regime; readonly law: RegimeLaw } | undefined {
  if (fields === undefined || assets.length === 0) return undefined;
  const found = market.below('regimes', name);
  const isShared = !isWritten(fields, 'correlation') && shared !== undefined;
  const value = isShared ? shared : fields.correlation;
  // A correlation that could not be read was reported already; one that is absent is not.
  const isUnread = value === undefined && isWritten(fields, 'correlation');
  const place = (isShared ? market : found).below('correlation');
  const correlation = isUnread ? undefined : resolveCorrelation({ regime: name, value, assets, repair }, place);
  const volatility = spread(fields.volatility, assets, found.below('volatility'));
  const drift = spread(fields.drift, assets, found.below('drift'), 0).map((one) => one ?? 0);
  const jumps = resolveJumps(fields.jumps, assets, found.below('jumps'));
  const { probability, per, share } = fields.deleveraging ?? {};
  const regime = {
    ...resolveSharedRegime(name, fields, assets, found),
    deleveraging:
      probability === undefined || per === undefined || share === undefined
        ? null
        : { probability, perHours: per / secondsPerHour, share },
  };
  if (correlation === undefined || volatility.includes(undefined)) return undefined;
  return { regime, law: { volatility: volatility.map((one) => one ?? 0), drift, correlation, ...jumps } };
}

/** What a regime says of other things than returns; the venue never deleverages its book. */
export function resolveSharedRegime(
  name: string,
  fields: ModelFields<typeof sharedRegimeFields>,
  assets: readonly string[],
  found: Findings,
): Regime {
  return {
    name,
    funding: resolveFunding(fields.funding, assets, found.below('funding')),
    haircut: spread(fields.haircut, assets, found.below('haircut'), 0).map((one) => one ?? 0),
    depth: spread<number | null>(fields.depth, assets, found.below('depth'), null).map((one) => one ?? null),
    deleveraging: null,
  };
}

function resolveJumps(
  { common, single }: Jumps = {},
  assets: readonly string[],
  found: Findings,
): Pick<RegimeLaw, 'commonJump' | 'singleJumps'> {
  refuseUnknownAssets(single, assets, found.below('single'));
  const filled = (field: 'beta' | 'spread', missing: number) =>
    spread(common?.[field], assets, found.below('common', field), missing).map((one) => one ?? missing);
  const law = common && jumpLaw(common);
  return {
    commonJump: law ? { ...law, beta: filled('beta', 1), spread: filled('spread', 0) } : null,
    singleJumps: assets.map((asset) => {
      const own = single?.[asset];
      return own === undefined ? null : (jumpLaw(own) ?? null);
    }),
  };
}

function jumpLaw({ probability, per, mean, sd }: NonNullable<Jumps['common']>): SingleJump | undefined {
  if (probability === undefined || per === undefined || mean === undefined || sd === undefined) return undefined;
  return { probability, perHours: per / secondsPerHour, mean, sd };
}

type OneLaw = number | { mean?: number | undefined; sd?: number | undefined; reversion?: number | undefined };

function resolveFunding(
  funding: Funding | undefined,
  assets: readonly string[],
  found: Findings,
): readonly FundingLaw[] {
  if (isOneLaw(funding)) {
    const law = fundingLaw(funding, found);
    return assets.map(() => law);
  }
  refuseUnknownAssets(funding, assets, found);
  return assets.map((asset) => fundingLaw(funding[asset], found.below(asset)));
}

type Funding = OneLaw | Readonly<Record<string, OneLaw | undefined>>;

function isOneLaw(funding: Funding | undefined): funding is OneLaw | undefined {
  if (typeof funding !== 'object') return true;
  return Object.keys(funding).every((key) => ['mean', 'sd', 'reversion'].includes(key));
}

function fundingLaw(law: OneLaw | undefined, found: Findings): FundingLaw {
  if (law === undefined || typeof law === 'number') return constantFunding(law ?? 0);
  const { mean = 0, sd = 0, reversion } = law;
  if (reversion !== undefined) return { mean, sd, reversionHours: reversion / secondsPerHour };
  if (sd > 0 && !isWritten(law, 'reversion')) {
    found.add(['reversion'], 'is missing', 'the time in which a deviation falls to 1/e, such as 3d, as sd is above 0');
  }
  return constantFunding(mean);
}

/** A rate that is constant within its regime: it takes the mean of a new regime at once. */
function constantFunding(mean: number): FundingLaw {
  return { mean, sd: 0, reversionHours: 0 };
}
