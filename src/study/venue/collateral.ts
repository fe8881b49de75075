import * as z from 'zod';
import { limits } from '../../base/limits.ts';
import { formatShare } from '../../base/units.ts';
import type { SizeTier } from '../../margin/account.ts';
import type { VenuePreset } from '../../margin/venues/preset.ts';
import type { Findings } from '../document/findings.ts';
import { name, perAsset, quantity, share } from '../forms/scalars.ts';
import { listed } from '../resolve/per-asset.ts';
import { rate, replaced, type VenueUse, venuePart } from './part.ts';

/** `[units, share]`: of what one pool holds above so many units, this share counts. */
const discountRow = z.tuple([quantity(limits.money, 'an amount'), share({ smallest: 0, largest: 1 }, '90%')]);

/** What counts of collateral. An asset that is held and not accepted is a fault, a haircut without effect is warned of. */
export const collateral = venuePart({
  fields: {
    haircut: perAsset(rate).optional().meta({ description: 'share of collateral that does not count; default 0' }),
    'size-discount': z.record(name, z.array(discountRow)).optional().meta({
      description: 'share of collateral that counts by size: rows [units, share] by asset, the first from 0',
    }),
  },
  read(fields, base, found) {
    const { byAsset, other } = replaced(fields.haircut, base.haircut, base.otherHaircut);
    const discounts = Object.entries(fields['size-discount'] ?? {}).flatMap(([asset, rows]) => {
      if (rows === undefined) return [];
      checkRows(rows, found.below('size-discount', asset));
      return [[asset, rows.map(([floor, counted]): SizeTier => ({ floor, share: counted }))] as const];
    });
    return {
      haircut: byAsset,
      otherHaircut: other,
      sizeDiscount: { ...base.sizeDiscount, ...Object.fromEntries(discounts) },
    };
  },
  write(rules, { collateral: names, quote }) {
    const haircuts = names.flatMap((asset) => {
      const haircut = haircutOf(rules, asset, quote);
      return haircut === null ? [] : [[asset, formatShare(haircut)]];
    });
    const discounts = names.flatMap((asset) => {
      const tiers = rules.sizeDiscount[asset];
      return tiers === undefined ? [] : [[asset, tiers.map((tier) => [tier.floor, formatShare(tier.share)])] as const];
    });
    return {
      ...(haircuts.length === 0 ? {} : { haircut: Object.fromEntries(haircuts) }),
      ...(discounts.length === 0 ? {} : { 'size-discount': Object.fromEntries(discounts) }),
    };
  },
  bind(rules, use) {
    const coins = use.collateral.filter(({ isQuote }) => !isQuote).map((held) => held.name);
    return {
      haircut: [0, ...coins.map((coin) => rules.haircut[coin] ?? rules.otherHaircut ?? 0)],
      sizeDiscount: [[], ...coins.map((coin) => rules.sizeDiscount[coin] ?? [])],
    };
  },
  check(rules, { collateral: held, quote }: VenueUse, _fields, found) {
    for (const { name: asset, isQuote } of held) {
      const haircut = haircutOf(rules, asset, quote);
      if (haircut === null) {
        const what = `venue ${rules.name} does not accept ${asset} as collateral`;
        found.add(['collateral', asset], what, listed([quote, ...Object.keys(rules.haircut)]), null);
      } else if (isQuote && (haircut > 0 || rules.sizeDiscount[asset] !== undefined)) {
        const equal = asset === quote ? `it is the quote currency` : `${asset} counts one to one as ${quote}`;
        const what = haircut > 0 ? `haircut of ${formatShare(haircut)}` : 'size discount';
        const quoted = asset === quote ? `\`quote: ${asset === 'USD' ? 'USDT' : 'USD'}\` and ` : '';
        found.warnings.push(
          `The ${what} on ${asset} is not applied, as ${equal} and has no price in the market. It would be with ` +
            `${quoted}${asset} as an asset of the market: price 1, volatility 0%.`,
        );
      }
    }
  },
});

/** null: not accepted. */
function haircutOf(rules: VenuePreset, asset: string, quote: string): number | null {
  return rules.haircut[asset] ?? (asset === quote ? 0 : rules.otherHaircut);
}

function checkRows(rows: readonly (readonly [floor: number, share: number])[], found: Findings): void {
  const { largest } = limits.brackets;
  if (rows.length === 0 || rows.length > largest) found.add([], 'has the wrong number of rows', `from 1 to ${largest}`);
  for (const [index, [floor]] of rows.entries()) {
    const before = rows[index - 1]?.[0];
    if (before === undefined && floor !== 0) found.add([index, 0], 'the first row must start at 0', '0');
    if (before !== undefined && floor <= before) found.add([index, 0], 'rows must ascend', `above ${before}`);
  }
}
