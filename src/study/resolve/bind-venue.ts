import { formatAmount, formatShare } from '../../base/units.ts';
import type { Bracket, Venue } from '../../margin/account.ts';
import { maintenanceRules } from '../../margin/maintenance/registry.ts';
import type { VenuePreset } from '../../margin/venues/preset.ts';
import type { Problems } from '../document/problems.ts';
import type { TreeNode } from '../document/tree.ts';
import { halfLifeDecay } from './half-life.ts';
import { closeInSteps } from './liquidation.ts';
import { field, listed, valueOf } from './per-asset.ts';

/** What of an account decides which rules it needs. */
export interface VenueUse {
  readonly assets: readonly string[];
  /** Assets that are held in positions, each with the node to blame. */
  readonly held: readonly (readonly [asset: string, node: TreeNode])[];
  /** What is held as collateral; `isQuote`: it is the quote currency or counts as it. */
  readonly collateral: readonly { readonly name: string; readonly node: TreeNode; readonly isQuote: boolean }[];
  readonly quote: string;
  readonly stepSeconds: number;
}

/** The rules for the assets of an account. An asset that is held and has no rule is a problem; a haircut without effect is a warning. */
export function bindVenue(
  rules: VenuePreset,
  use: VenueUse,
  venueNode: TreeNode,
  problems: Problems,
  warnings: string[],
): Venue {
  const { assets, held, collateral, quote, stepSeconds } = use;
  const listedAssets = Object.keys(rules.maintenance);
  for (const [asset, node] of held) {
    if (rules.maintenance[asset] !== undefined || rules.otherMaintenance !== null) continue;
    if (venueNode.kind === 'scalar') {
      problems.add(node, ['asset'], `venue ${rules.name} does not list ${asset}`, { allowed: listed(listedAssets) });
    } else if (!isRuleWritten(venueNode, asset)) {
      const unit = rules.bracketsUnit === 'coin' ? ' in coins' : '';
      problems.add(
        venueNode,
        ['maintenance', asset],
        `is missing: ${asset} is held and has no maintenance rule${unit}`,
        {
          allowed: 'a rate such as 0.5%, or brackets',
        },
      );
    }
  }
  for (const { name, node, isQuote } of collateral) {
    const share = rules.haircut[name] ?? (name === quote ? 0 : rules.otherHaircut);
    if (share === null) {
      const accepted = [quote, ...Object.keys(rules.haircut)];
      problems.addPlace(node.place, `venue ${rules.name} does not accept ${name} as collateral`, {
        allowed: listed(accepted),
      });
    } else if (isQuote && (share > 0 || rules.sizeDiscount[name] !== undefined)) {
      const equal = name === quote ? `it is the quote currency` : `${name} counts one to one as ${quote}`;
      const what = share > 0 ? `haircut of ${formatShare(share)}` : 'size discount';
      warnings.push(
        `The ${what} on ${name} is not applied, as ${equal} and has no price in the market. It would be with ` +
          `${name === quote ? `\`quote: ${name === 'USD' ? 'USDT' : 'USD'}\` and ` : ''}${name} as an asset of the market: price 1, volatility 0%.`,
      );
    }
  }
  if (rules.contract === 'inverse' && field(venueNode, 'brackets-unit') === undefined) {
    warnings.push(...smallBrackets(rules, held, quote));
  }
  const coins = collateral.filter(({ isQuote }) => !isQuote).map(({ name }) => name);
  const feeInside = rules.maintenanceIncludesTaker ? rules.takerFee : 0;
  const { close, backstop } = rules.liquidation;
  return {
    name: rules.name,
    contract: rules.contract,
    // An asset without a rule is held by nobody: its bracket is never read.
    maintenance: assets.map((asset) =>
      withFee(rules.maintenance[asset] ?? rules.otherMaintenance ?? maintenanceRules.flat.brackets(1), feeInside),
    ),
    maintenanceNotional: rules.maintenanceNotional,
    bracketsUnit: rules.bracketsUnit,
    takerFee: rules.takerFee,
    liquidationFee: assets.map((asset) => rules.liquidationFee[asset] ?? rules.otherLiquidationFee),
    slippage: rules.slippage,
    depthMemory: depthMemory(rules.depthRecoveryHours, stepSeconds),
    funding: {
      everyHours: rules.funding.everyHours,
      interest: rules.funding.interest,
      damper: rules.funding.damper,
      clamp: assets.map((asset) => valueOf(rules.funding.clamp, asset, rules.funding.otherClamp)),
      notional: rules.funding.notional,
      booked: rules.funding.booked,
    },
    liquidation: { close: closeInSteps(close, stepSeconds), backstop },
    remainder: rules.remainder,
    insurance: rules.insurance,
    equality: rules.equality,
    haircut: [0, ...coins.map((coin) => rules.haircut[coin] ?? rules.otherHaircut ?? 0)],
    sizeDiscount: [[], ...coins.map((coin) => rules.sizeDiscount[coin] ?? [])],
  };
}

/** No venue ends its first bracket below so many dollars; the first brackets of coin-margined contracts end at a few coins. */
const SMALL_BRACKET = 1_000;

/** Bounds of inverse contracts that look like coins, where the file does not say what they count. */
function smallBrackets(rules: VenuePreset, held: VenueUse['held'], quote: string): string[] {
  return [...new Set(held.map(([asset]) => asset))].flatMap((asset) => {
    const [first, second] = rules.maintenance[asset] ?? [];
    if (second === undefined || first?.cap == null || first.cap >= SMALL_BRACKET) return [];
    return [
      `The brackets of ${asset} count ${quote}, and the first one ends at ${formatAmount(first.cap)} ${quote}; if they count ${asset}, as ` +
        'tables of coin-margined contracts do, write `brackets-unit: coin` in the venue (or `quote`, if this is meant).',
    ];
  });
}

/** Closing everything costs the fee on the same notional, so as a part of the requirement it raises every rate by itself. */
function withFee(brackets: readonly Bracket[], fee: number): readonly Bracket[] {
  return fee === 0 ? brackets : brackets.map((bracket) => ({ ...bracket, rate: bracket.rate + fee }));
}

/** Share of the used-up depth that is still missing a step later: 2^(-step / half-life). */
function depthMemory(halfLifeHours: number | null, stepSeconds: number): number {
  return halfLifeHours === null ? 0 : halfLifeDecay(stepSeconds / 3_600, halfLifeHours);
}

/** Whether the venue has a rule for the asset that could not be read, so that its absence is no news. */
function isRuleWritten(venueNode: TreeNode, asset: string): boolean {
  const maintenance = field(venueNode, 'maintenance');
  if (maintenance !== undefined && maintenance.kind !== 'map') return true;
  return (
    field(maintenance, asset) !== undefined ||
    ['brackets', 'tiers'].some((table) => field(field(venueNode, table), asset) !== undefined)
  );
}
