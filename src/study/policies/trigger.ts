import * as z from 'zod';
import { formatShare, hoursPerYear } from '../../base/units.ts';
import type { Signal } from '../../margin/policies/signal.ts';
import type { Trigger } from '../../margin/policies/trigger.ts';
import { dailyCovariance, type Market } from '../../market/model.ts';
import type { Findings } from '../document/findings.ts';
import { isWritten } from '../forms/read.ts';
import { cover, duration, form, name, quantity, share } from '../forms/scalars.ts';
import { halfLifeDecay } from '../resolve/per-asset.ts';
import { indicesOf, type PolicyScheme } from './policy-form.ts';

const drawdown = share({ smallest: 0, largest: 10, exclusive: true, plain: 1 }, '10%');
const volatility = share({ smallest: 0, largest: 100, exclusive: true, plain: 10 }, '80%');
const correlation = share({ smallest: -1, largest: 1 }, '80%');
const ratio = quantity({ smallest: 0, largest: 1_000, exclusive: true }, 'a ratio');

const release = 'level below which it is released, to go off again; default the level at which it goes off';
const watchedAssets = z.array(name).optional().meta({ description: 'default: the assets of the positions concerned' });
const halfLife = duration('24h').meta({ description: 'time after which a return counts half' });

const coverForm = form({
  cover: cover('130%').meta({ description: 'equity / requirement of a pool below which it acts' }),
});
const drawdownForm = form({
  drawdown: drawdown.meta({ description: 'of the initial wealth, from its highest' }),
  release: drawdown.optional().meta({ description: release }),
});
const volatilityForm = form({
  volatility: volatility.meta({ description: 'annualised, root mean square over the assets' }),
  'half-life': halfLife,
  assets: watchedAssets,
  release: volatility.optional().meta({ description: release }),
});
const correlationForm = form({
  correlation: correlation.meta({ description: 'mean over the pairs of the assets' }),
  'half-life': halfLife,
  assets: watchedAssets,
  release: correlation.optional().meta({ description: release }),
});
const ratioForm = form({
  'volatility-ratio': ratio.meta({ description: 'fast over slow estimate of the volatility' }),
  fast: halfLife,
  slow: halfLife,
  assets: watchedAssets,
  release: ratio.optional().meta({ description: release }),
});

/** What sets a policy off, each known by its first field. Alarms last until they are released; the cover of a pool is asked at every step. */
export const alarmField = z.union([drawdownForm, volatilityForm, correlationForm, ratioForm]);
export const triggerField = z.union([coverForm, ...alarmField.options]);

/** The fields of all triggers; what is written is known by its own field. */
type TriggerFields = Partial<Readonly<Record<Own | 'release' | 'half-life' | 'fast' | 'slow', number | undefined>>> & {
  readonly assets?: readonly string[] | undefined;
};
type Own = 'cover' | 'drawdown' | Signal['kind'];

/** The trigger of a policy about these positions; nothing if there is a fault in it. */
export function resolveTrigger(
  fields: TriggerFields | undefined,
  concerned: readonly number[] | undefined,
  scheme: PolicyScheme,
  found: Findings,
): Trigger | undefined {
  if (fields === undefined) return undefined;
  if (isWritten(fields, 'cover')) return fields.cover === undefined ? undefined : { on: 'cover', below: fields.cover };
  if (!isWritten(fields, 'drawdown')) return alarmOn(fields, concerned, scheme, found);
  const levels = levelsOf(fields.drawdown, fields.release, fields, formatShare, found);
  return levels && { on: 'drawdown', ...levels };
}

/** An alarm on a signal; nothing if the signal makes no sense, or something of it could not be read. */
function alarmOn(
  fields: TriggerFields,
  concerned: readonly number[] | undefined,
  scheme: PolicyScheme,
  found: Findings,
): Trigger | undefined {
  const kind = signalKinds.find((one) => isWritten(fields, one));
  if (kind === undefined) return undefined;
  const { release: released, fast = fields['half-life'], slow = fields['half-life'] } = fields;
  const show = kind === 'volatility-ratio' ? String : formatShare;
  const levels = levelsOf(fields[kind], released, fields, show, found);
  if (kind === 'volatility-ratio' && fast !== undefined && slow !== undefined && fast >= slow) {
    found.add(['fast'], 'must be shorter than slow', 'for example fast: 12h, slow: 168h');
    return undefined;
  }
  const watched = assetsOf(fields, concerned, scheme, found);
  const { market, stepSeconds } = scheme;
  if (watched === undefined || market === undefined || stepSeconds === undefined) return undefined;
  if (levels === undefined || fast === undefined || slow === undefined) return undefined;
  const nameOf = (asset: number | undefined) => market.assets[asset ?? -1] ?? 'none';
  if (kind === 'correlation' && watched.length < 2) {
    const what = `needs two assets or more, and there is ${nameOf(watched[0])} only`;
    found.add([kind], what, 'a list of assets, such as assets: [BTC, ETH]', null);
    return undefined;
  }
  const signal = signalOf(kind, watched, { fast, slow }, market, stepSeconds);
  const still = watched.find((_, index) => !((signal.start[index]?.[index] ?? 0) > 0));
  if (still !== undefined && kind !== 'volatility') {
    const what = `${nameOf(still)} never moves, so that there is no ${kind.replace('-', ' ')} of it`;
    found.add([kind], what, 'assets with a volatility', null);
    return undefined;
  }
  return { on: 'signal', signal, ...levels };
}

const signalKinds: readonly Signal['kind'][] = ['volatility', 'correlation', 'volatility-ratio'];

interface Levels {
  readonly above: number;
  readonly release: number;
}

/** Where an alarm goes off, and where it is released. */
function levelsOf(
  above: number | undefined,
  written: number | undefined,
  fields: TriggerFields,
  show: (level: number) => string,
  found: Findings,
): Levels | undefined {
  if (above === undefined || (written === undefined && isWritten(fields, 'release'))) return undefined;
  if (written !== undefined && written > above) {
    found.add(['release'], 'must not be above the level at which it goes off', `${show(above)} or less`);
    return undefined;
  }
  return { above, release: written ?? above };
}

/** Indices of the assets that a signal watches, ascending. */
function assetsOf(
  fields: TriggerFields,
  concerned: readonly number[] | undefined,
  { market, positions }: PolicyScheme,
  found: Findings,
): readonly number[] | undefined {
  if (market === undefined) return undefined;
  if (fields.assets !== undefined) {
    return indicesOf(fields.assets, market.assets, 'asset of the market', found.below('assets'));
  }
  if (isWritten(fields, 'assets') || concerned === undefined) return undefined;
  const own = concerned.flatMap((position) => positions[position]?.asset ?? []);
  return [...new Set(own)].toSorted((a, b) => a - b);
}

/** The long-run covariance of a market takes its time, and every signal of a sweep starts from it. */
const covariances = new WeakMap<Market, readonly (readonly number[])[]>();

function longRunCovariance(market: Market): readonly (readonly number[])[] {
  const known = covariances.get(market) ?? dailyCovariance(market);
  covariances.set(market, known);
  return known;
}

/** Covariance of the returns of one step over the whole of time: where an estimate stands before the first return of a path. */
function startCovariance(market: Market, assets: readonly number[], stepHours: number): number[][] {
  const daily = longRunCovariance(market);
  return assets.map((i) => assets.map((j) => (daily[i]?.[j] ?? 0) * (stepHours / 24)));
}

/**
 * A signal of the account. Half-lives are times after which a return counts half: the weight of the newest is 1 - 2^(-step / half-life).
 */
function signalOf(
  kind: Signal['kind'],
  assets: readonly number[],
  halfLives: { readonly fast: number; readonly slow: number },
  market: Market,
  stepSeconds: number,
): Signal {
  const stepHours = stepSeconds / 3_600;
  return {
    kind,
    assets,
    weight: 1 - halfLifeDecay(stepSeconds, halfLives.fast),
    slowWeight: 1 - halfLifeDecay(stepSeconds, halfLives.slow),
    start: startCovariance(market, assets, stepHours),
    stepsPerYear: hoursPerYear / stepHours,
  };
}
