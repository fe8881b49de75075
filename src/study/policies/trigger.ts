import * as z from 'zod';
import { formatShare } from '../../base/units.ts';
import type { Signal } from '../../margin/policies/signal.ts';
import type { Trigger } from '../../margin/policies/trigger.ts';
import { checkFields } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { cover, duration, form, name, quantity, share } from '../form/scalars.ts';
import { indicesOf } from './common.ts';
import type { PolicyScheme } from './reader.ts';
import { signalOf } from './signal.ts';

const drawdown = share({ smallest: 0, largest: 10, exclusive: true, plain: 1 }, '10%');
const volatility = share({ smallest: 0, largest: 100, exclusive: true, plain: 10 }, '80%');
const correlation = share({ smallest: -1, largest: 1 }, '80%');
const ratio = quantity({ smallest: 0, largest: 1_000, exclusive: true }, 'a ratio');

const release = 'level below which it is released, to go off again; default the level at which it goes off';
const watchedAssets = z.array(name).optional().meta({ description: 'default: the assets of the positions concerned' });
const halfLife = duration('24h').meta({ description: 'time after which a return counts half' });

/** The forms of what sets a policy off, each by the field that it is known by. */
const triggerForms = {
  cover: form({ cover: cover('130%').meta({ description: 'equity / requirement of a pool below which it acts' }) }),
  drawdown: form({
    drawdown: drawdown.meta({ description: 'of the initial wealth, from its highest' }),
    release: drawdown.optional().meta({ description: release }),
  }),
  volatility: form({
    volatility: volatility.meta({ description: 'annualised, root mean square over the assets' }),
    'half-life': halfLife,
    assets: watchedAssets,
    release: volatility.optional().meta({ description: release }),
  }),
  correlation: form({
    correlation: correlation.meta({ description: 'mean over the pairs of the assets' }),
    'half-life': halfLife,
    assets: watchedAssets,
    release: correlation.optional().meta({ description: release }),
  }),
  'volatility-ratio': form({
    'volatility-ratio': ratio.meta({ description: 'fast over slow estimate of the volatility' }),
    fast: halfLife,
    slow: halfLife,
    assets: watchedAssets,
    release: ratio.optional().meta({ description: release }),
  }),
} as const;

type TriggerName = keyof typeof triggerForms;

/** Alarms last until they are released; the cover of a pool is asked at every step. */
export const alarmField = z.union([
  triggerForms.drawdown,
  triggerForms.volatility,
  triggerForms.correlation,
  triggerForms['volatility-ratio'],
]);
export const triggerField = z.union([triggerForms.cover, ...alarmField.options]);

/** The trigger in the field `when` of a policy about these positions; nothing if there is a problem with it. */
export function readTrigger(
  policy: TreeNode,
  allowed: readonly TriggerName[],
  concerned: readonly number[] | undefined,
  scheme: PolicyScheme,
  problems: Problems,
): Trigger | undefined {
  const node = childOf(policy, 'when');
  if (node === undefined) {
    problems.add(policy, ['when'], 'is missing', { allowed: `a map with ${allowed.join(', or ')}` });
    return undefined;
  }
  const kind = kindOf(node, allowed, problems);
  return kind && readers[kind](node, concerned, scheme, problems);
}

type ReadTrigger = (
  node: TreeNode,
  concerned: readonly number[] | undefined,
  scheme: PolicyScheme,
  problems: Problems,
) => Trigger | undefined;

const readers: { readonly [Name in TriggerName]: ReadTrigger } = {
  cover(node, _concerned, _scheme, problems) {
    const { cover: below } = checkFields(triggerForms.cover, node, problems) ?? {};
    return below === undefined ? undefined : { on: 'cover', below };
  },
  drawdown(node, _concerned, _scheme, problems) {
    const fields = checkFields(triggerForms.drawdown, node, problems) ?? {};
    const levels = levelsOf(fields.drawdown, fields.release, node, formatShare, problems);
    return levels && { on: 'drawdown', ...levels };
  },
  volatility(node, concerned, scheme, problems) {
    const fields = checkFields(triggerForms.volatility, node, problems) ?? {};
    const levels = levelsOf(fields.volatility, fields.release, node, formatShare, problems);
    const { 'half-life': fast, assets } = fields;
    return alarmOn({ kind: 'volatility', levels, fast, slow: fast, assets }, node, concerned, scheme, problems);
  },
  correlation(node, concerned, scheme, problems) {
    const fields = checkFields(triggerForms.correlation, node, problems) ?? {};
    const levels = levelsOf(fields.correlation, fields.release, node, formatShare, problems);
    const { 'half-life': fast, assets } = fields;
    return alarmOn({ kind: 'correlation', levels, fast, slow: fast, assets }, node, concerned, scheme, problems);
  },
  'volatility-ratio'(node, concerned, scheme, problems) {
    const fields = checkFields(triggerForms['volatility-ratio'], node, problems) ?? {};
    const { fast, slow, assets } = fields;
    const levels = levelsOf(fields['volatility-ratio'], fields.release, node, String, problems);
    if (fast !== undefined && slow !== undefined && fast >= slow) {
      problems.add(node, ['fast'], 'must be shorter than slow', { allowed: 'for example fast: 12h, slow: 168h' });
      return undefined;
    }
    return alarmOn({ kind: 'volatility-ratio', levels, fast, slow, assets }, node, concerned, scheme, problems);
  },
};

interface WrittenAlarm {
  readonly kind: Signal['kind'];
  readonly levels: Levels | undefined;
  readonly fast: number | undefined;
  readonly slow: number | undefined;
  readonly assets: readonly string[] | undefined;
}

/** An alarm on a signal; nothing if the signal makes no sense, or something of it could not be read. */
function alarmOn(
  { kind, levels, fast, slow, assets: written }: WrittenAlarm,
  node: TreeNode,
  concerned: readonly number[] | undefined,
  scheme: PolicyScheme,
  problems: Problems,
): Trigger | undefined {
  const watched = assetsOf(written, node, concerned, scheme, problems);
  const { market, stepSeconds } = scheme;
  if (watched === undefined || market === undefined || stepSeconds === undefined) return undefined;
  if (levels === undefined || fast === undefined || slow === undefined) return undefined;
  const nameOf = (asset: number | undefined) => market.assets[asset ?? -1] ?? 'none';
  if (kind === 'correlation' && watched.length < 2) {
    problems.add(node, [kind], `needs two assets or more, and there is ${nameOf(watched[0])} only`, {
      allowed: 'a list of assets, such as assets: [BTC, ETH]',
      got: null,
    });
    return undefined;
  }
  const signal = signalOf(kind, watched, { fast, slow }, market, stepSeconds);
  const still = watched.find((_, index) => !((signal.start[index]?.[index] ?? 0) > 0));
  if (still !== undefined && kind !== 'volatility') {
    problems.add(node, [kind], `${nameOf(still)} never moves, so that there is no ${kind.replace('-', ' ')} of it`, {
      allowed: 'assets with a volatility',
      got: null,
    });
    return undefined;
  }
  return { on: 'signal', signal, ...levels };
}

/** The trigger that a map means: the one whose own field it has. */
function kindOf(node: TreeNode, allowed: readonly TriggerName[], problems: Problems): TriggerName | undefined {
  if (node.kind !== 'map') {
    problems.add(node, [], 'must be a map', { allowed: `a map with ${allowed.join(', or ')}` });
    return undefined;
  }
  const all = Object.keys(triggerForms) as TriggerName[];
  const [first, second] = all.filter((kind) => node.entries.has(kind));
  if (first !== undefined && second !== undefined) {
    problems.addKey(node, second, `does not go together with ${first}`, { allowed: 'one trigger for a policy' });
    return undefined;
  }
  if (first !== undefined && allowed.includes(first)) return first;
  if (first !== undefined) {
    problems.addKey(node, first, 'does not set off this policy', { allowed: allowed.join(', ') });
    return undefined;
  }
  const hint = [...node.entries.keys()].map((key) => hintFor(key, allowed)).find((found) => found !== '') ?? '';
  problems.add(node, [], `has no trigger${hint}`, { allowed: `a map with ${allowed.join(', or ')}`, got: null });
  return undefined;
}

interface Levels {
  readonly above: number;
  readonly release: number;
}

/** Where an alarm goes off, and where it is released. */
function levelsOf(
  above: number | undefined,
  written: number | undefined,
  node: TreeNode,
  show: (level: number) => string,
  problems: Problems,
): Levels | undefined {
  if (above === undefined || (written === undefined && childOf(node, 'release') !== undefined)) return undefined;
  if (written !== undefined && written > above) {
    problems.add(node, ['release'], 'must not be above the level at which it goes off', {
      allowed: `${show(above)} or less`,
    });
    return undefined;
  }
  return { above, release: written ?? above };
}

/** Indices of the assets that a signal watches, ascending. */
function assetsOf(
  written: readonly string[] | undefined,
  node: TreeNode,
  concerned: readonly number[] | undefined,
  { market, positions }: PolicyScheme,
  problems: Problems,
): readonly number[] | undefined {
  if (market === undefined) return undefined;
  if (written !== undefined) {
    return indicesOf(written, market.assets, { node, field: 'assets', noun: 'asset of the market' }, problems);
  }
  if (childOf(node, 'assets') !== undefined || concerned === undefined) return undefined;
  const own = concerned.flatMap((position) => positions[position]?.asset ?? []);
  return [...new Set(own)].toSorted((a, b) => a - b);
}
