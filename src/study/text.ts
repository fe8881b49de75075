import { withEntry } from './document/edit.ts';
import { Findings } from './document/findings.ts';
import { Problems } from './document/problems.ts';
import { childOf, graftValue, type MapNode, plainValue, type TreeNode } from './document/tree.ts';
import { writeYaml } from './document/yaml.ts';
import { experimentForm } from './forms/experiment.ts';
import { read } from './forms/read.ts';
import { refuseFiles } from './models/model-form.ts';
import type { References } from './references.ts';
import { marketNameOf, resolveMarket } from './resolve/market.ts';
import type { Axis } from './sweep.ts';
import { resolveVenue, venueText } from './venue/fields.ts';

/**
 * The experiment as it was run: reading this text alone gives the same scenarios. Market files are inlined, also those that a
 * sweep names; so are the rules of a venue that is named, unless a sweep needs the preset behind them. The seed is spelled out.
 */
export function selfContainedText(
  experiment: MapNode,
  axes: readonly Axis[],
  references: References,
  texts: { readonly name: string; readonly question: string | null; readonly seed: string },
): string {
  const unheard = new Problems();
  let result = experiment;
  const market = childOf(experiment, 'market');
  const content = market && references.market(market, unheard);
  if (market && content) result = withEntry(result, 'market', named(content), market.place);
  const venue = childOf(experiment, 'venue');
  if (content && venue && namesPreset(venue) && canInlineVenue(axes)) {
    result = withEntry(result, 'venue', inlineVenue(venue, content), venue.place);
  }
  for (const [field, text] of Object.entries(texts)) {
    if (text === null || (field !== 'seed' && !isNumber(childOf(experiment, field)))) continue;
    const { place } = experiment;
    result = withEntry(result, field, { kind: 'scalar', value: text, text, place }, place);
  }
  for (const axis of axes) if (axis.path === 'market') result = withMarkets(result, axis, references, unheard);
  return writeYaml(result);
}

/** Text that YAML takes for a number would not be written as it stood there: `007` would become 7. */
function isNumber(node: TreeNode | undefined): boolean {
  return node?.kind === 'scalar' && typeof node.value === 'number';
}

/** A market that was a file keeps the name of the file: it goes on standing in reports. */
function named(market: TreeNode): TreeNode {
  const { file } = market.place.source;
  if (market.kind !== 'map' || market.place.parent !== null || file === null) return market;
  if (childOf(market, 'name') !== undefined) return market;
  const entries = [['name', { key: market.place, value: graftValue(marketNameOf(file), market.place) }] as const];
  return { ...market, entries: new Map([...entries, ...market.entries]) };
}

function namesPreset(venue: TreeNode): boolean {
  return venue.kind === 'scalar' || childOf(venue, 'preset') !== undefined;
}

/** Fields that decide what others mean, or that are read together with them. */
const deciding = new Set(['preset', 'contract', 'maintenance', 'brackets', 'brackets-unit', 'tiers']);
/** Fields whose maps leave to the preset what they do not say. */
const merging = new Set(['funding-clamp', 'haircut', 'insurance', 'liquidation-fee', 'size-discount']);

function canInlineVenue(axes: readonly Axis[]): boolean {
  return !axes.some(({ path }) => {
    const [first, second, third] = path.split('.');
    if (first === 'market') return second === undefined || second === 'assets';
    if (first !== 'venue') return false;
    return second === undefined || deciding.has(second) || (third === undefined && merging.has(second));
  });
}

function inlineVenue(venue: TreeNode, market: TreeNode): TreeNode {
  const { prices, quote } = resolveMarket(plainValue(market), null, refuseFiles);
  const assets = [...prices.keys()];
  const written = read(experimentForm.shape.venue, plainValue(venue), new Findings());
  const rules = written === undefined ? undefined : resolveVenue(written, assets, new Findings());
  const collateral = [...new Set([quote, 'USDT', 'USDC', 'USD', ...assets])];
  return rules === undefined ? venue : graftValue(venueText(rules, { assets, collateral, quote }), venue.place);
}

/** A sweep over market files as a sweep over their contents, labelled by the names. */
function withMarkets(experiment: MapNode, axis: Axis, references: References, problems: Problems): MapNode {
  const sweep = childOf(experiment, 'sweep');
  if (sweep?.kind !== 'map') return experiment;
  const contents = axis.values.map(({ label, node }) => {
    const value = named(references.market(node, problems) ?? node);
    return [label, { key: node.place, value }] as const;
  });
  const values: MapNode = { kind: 'map', entries: new Map(contents), place: axis.place };
  return withEntry(experiment, 'sweep', withEntry(sweep, axis.path, values, axis.place), sweep.place);
}
