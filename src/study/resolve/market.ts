import { limits } from '../../base/limits.ts';
import { parseDurationSeconds } from '../../base/units.ts';
import type { Market } from '../../market/model.ts';
import type { ShockLaw } from '../../market/regime-model.ts';
import { check, checkEntries, checkFields, type Fields, requiredChild } from '../document/check.ts';
import { withEntry } from '../document/edit.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { marketForm, priceSchema } from '../form/market.ts';
import { name } from '../form/scalars.ts';
import { endOfPeriod, type MarketOrigin, marketNameOf } from './market-origin.ts';
import { refuseUnknownAssets } from './per-asset.ts';
import { resolveRegime } from './regime.ts';
import { resolveStart, resolveTransition } from './transition.ts';

/** What could be read of a market. The names serve to check the rest of the experiment even where the market itself has problems. */
export interface MarketReading {
  readonly quote: string;
  /** Price now by asset, in file order; undefined where it could not be read. */
  readonly prices: ReadonlyMap<string, number | undefined>;
  /** Present if there is no problem. */
  readonly market: Market | undefined;
  readonly origin: MarketOrigin;
  readonly warnings: readonly string[];
}

const defaultQuote = 'USDT';

/** Checks a market and resolves it; all problems are recorded. */
export function resolveMarket(node: TreeNode, problems: Problems): MarketReading {
  const fields = checkFields(marketForm, node, problems, [
    'name',
    'kind',
    'quote',
    'priced-on',
    'prices',
    'source',
    'transition',
    'start',
    'shocks',
    'funding-per',
    'jump-compensation',
    'repair-correlation',
  ]);
  const quote = fields?.quote ?? defaultQuote;
  const origin = originOf(fields ?? {}, node);
  if (fields === undefined) return { quote, prices: new Map(), market: undefined, origin, warnings: [] };

  const prices = resolvePrices(node, fields.prices ?? {}, quote, problems);
  const assets = [...prices.keys()];
  const warnings: string[] = [];
  const repair = fields['repair-correlation'] === 'nearest';
  const regimesNode = requiredChild(node, 'regimes', problems, 'a map of regimes by name');
  const written = regimesNode
    ? checkEntries(regimesNode, name, { what: 'regimes', largest: limits.regimes.largest }, problems)
    : [];
  const names = written.map(([regime]) => regime);
  const read = written.map(([regime, child]) =>
    resolveRegime(regime, withSharedCorrelation(child, node), assets, repair, problems, warnings),
  );
  const transition = names.length === 0 ? undefined : resolveTransition(fields, names, node, problems);
  const start = names.length === 0 ? undefined : resolveStart(fields, transition, names, node, problems);
  const shocks = resolveShocks(fields.shocks, node, problems);

  const regimes = read.filter((regime) => regime !== undefined);
  const values = [...prices.values()];
  const arePriced = values.every((price): price is number => price !== undefined);
  const market =
    regimes.length === read.length && arePriced && assets.length > 0 && transition && start && shocks
      ? {
          quote,
          assets,
          prices: values,
          regimes: regimes.map(({ regime }) => regime),
          model: {
            kind: 'regimes' as const,
            laws: regimes.map(({ law }) => law),
            transition,
            start,
            shocks,
            compensateJumps: fields['jump-compensation'] ?? false,
          },
        }
      : undefined;
  return { quote, prices, market, origin, warnings };
}

function originOf(fields: Fields<typeof marketForm>, node: TreeNode): MarketOrigin {
  // A market that is a whole document is a file; one that stands in an experiment is not.
  const file = node.place.parent === null ? node.place.source.file : null;
  const per = fields['funding-per'];
  return {
    name: fields.name ?? (file === null ? null : marketNameOf(file)),
    kind: fields.kind ?? null,
    pricedOn: fields['priced-on'] ?? endOfPeriod(fields.source),
    renewed: Object.keys(fields.prices ?? {}),
    fundingPerHours: per === undefined ? null : per / 3_600,
  };
}

/** A regime that gives no correlation has that of the market, with the place where it stands. */
function withSharedCorrelation(regime: TreeNode, market: TreeNode): TreeNode {
  const shared = childOf(market, 'correlation');
  if (regime.kind !== 'map' || shared === undefined || regime.entries.has('correlation')) return regime;
  return withEntry(regime, 'correlation', shared, shared.place);
}

/** Prices now by asset: those of the file, but for those that are renewed. */
function resolvePrices(
  node: TreeNode,
  renewed: Readonly<Record<string, number>>,
  quote: string,
  problems: Problems,
): Map<string, number | undefined> {
  const assetsNode = requiredChild(node, 'assets', problems, 'a map from asset to its price now');
  if (assetsNode === undefined) return new Map();
  const entries = checkEntries(assetsNode, name, { what: 'assets', largest: limits.assets.largest }, problems);
  if (entries.some(([asset]) => asset === quote)) {
    problems.addKey(assetsNode, quote, `${quote} is the quote currency, whose price is 1`, {
      allowed: 'other assets, or another quote',
    });
  }
  const priced = entries.filter(([asset]) => asset !== quote);
  const renewedNode = childOf(node, 'prices');
  if (renewedNode !== undefined) {
    refuseUnknownAssets(
      renewedNode,
      priced.map(([asset]) => asset),
      problems,
    );
  }
  return new Map(
    priced.map(([asset, child]) => {
      const price = check(priceSchema, child, problems);
      return [asset, renewed[asset] ?? price] as const;
    }),
  );
}

function resolveShocks(
  shocks: Fields<typeof marketForm>['shocks'],
  node: TreeNode,
  problems: Problems,
): ShockLaw | undefined {
  if (shocks === undefined) return { law: 'normal' };
  const { law, degrees, per } = shocks;
  if (law === 'normal') {
    for (const field of ['degrees', 'per'] as const) {
      if (shocks[field] !== undefined) problems.add(node, ['shocks', field], 'belongs to the law student-t only');
    }
    return { law };
  }
  if (degrees === undefined) {
    const { smallest, largest } = limits.shockDegrees;
    problems.add(node, ['shocks', 'degrees'], 'is missing', {
      allowed: `a number from ${smallest} to ${largest}`,
    });
    return undefined;
  }
  if (per !== undefined) return { law, degrees, perHours: per / 3_600 };
  const ofSource = sourceInterval(node);
  return ofSource === null
    ? { law, degrees, perHours: null }
    : { law, degrees, perHours: ofSource / 3_600, perIsOfSource: true };
}

/** Seconds between the prices that a calibrated market was fitted on, as `source` tells; null where it does not. */
function sourceInterval(marketNode: TreeNode): number | null {
  const source = childOf(marketNode, 'source');
  const interval = source && childOf(source, 'interval');
  if (interval?.kind !== 'scalar' || typeof interval.value !== 'string') return null;
  const seconds = parseDurationSeconds(interval.value);
  const { smallest, largest } = limits.durationSeconds;
  return seconds !== null && Number.isInteger(seconds) && seconds >= smallest && seconds <= largest ? seconds : null;
}
