import type { Scenario } from '../../engine/scenario.ts';
import type { Account, Position, Scheme } from '../../margin/account.ts';
import { requirementOf } from '../../margin/requirement.ts';
import type { PoolSize } from '../allocation/rule.ts';
import { checkFields, requiredChild } from '../document/check.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { experimentForm } from '../form/experiment.ts';
import { resolveClock } from './clock.ts';
import { type CollateralReading, readCollateral } from './collateral.ts';
import { levelsInOrder } from './levels.ts';
import type { MarketReading } from './market.ts';
import { type PositionReading, readPositions } from './positions.ts';
import { resolveSchemes } from './schemes.ts';
import { bindVenue, readVenue } from './venue.ts';

/** Fields of an experiment that need no others to be understood. */
const plainFields = [
  'name',
  'question',
  'leverage',
  'horizon',
  'step',
  'paths',
  'seed',
  'levels',
  'precision',
  'watch',
] as const;

const nothingKnown: MarketReading = { quote: 'USDT', prices: new Map(), market: undefined, warnings: [] };

/**
 * Checks one experiment, its market given, and resolves it to a scenario. All problems are recorded; nothing is returned if
 * there are any. Warnings are added to `warnings`.
 */
export function resolveScenario(
  experiment: TreeNode,
  readMarket: (problems: Problems) => MarketReading | undefined,
  cell: Pick<Scenario, 'name' | 'axes'>,
  problems: Problems,
  warnings: string[],
): Scenario | undefined {
  const fields = checkFields(experimentForm, experiment, problems, plainFields);
  if (fields === undefined) return undefined;
  const required = (name: string, allowed: string) => requiredChild(experiment, name, problems, allowed);

  required('market', 'the path of a market file, or its content');
  const reading = readMarket(problems) ?? nothingKnown;
  const assets = [...reading.prices.keys()];
  const venueNode = required('venue', 'the name of a venue, or its rules');
  const rules = venueNode && readVenue(venueNode, assets, problems);
  const collateralNode = required('collateral', 'a map from asset to units held');
  const collateral = collateralNode && readCollateral(collateralNode, reading, problems);
  const positionsNode = required('positions', 'a map of positions by name');
  const positions = positionsNode ? readPositions(positionsNode, reading, problems) : [];
  const clock = resolveClock(
    fields.horizon,
    fields.step,
    rules?.funding.everyHours,
    reading.market,
    experiment,
    problems,
  );

  const venue =
    rules &&
    venueNode &&
    bindVenue(
      rules,
      {
        assets,
        quote: reading.quote,
        held: positions.flatMap(({ asset, node }) =>
          asset !== undefined && reading.prices.has(asset) ? [[asset, node] as const] : [],
        ),
        collateral: collateral?.held ?? [],
      },
      venueNode,
      problems,
      warnings,
    );

  const held = scaled(positions, assets, fields.leverage, collateral);
  const sizes =
    held && held.length > 0 && venue && held.every(({ asset }) => asset >= 0)
      ? held.map((position) => sizeOf(position, reading, venue.maintenance))
      : undefined;
  const schemesNode = required('schemes', 'a map of schemes by name');
  const schemes = schemesNode
    ? resolveSchemes(
        schemesNode,
        {
          positions: positions.map(({ name }) => name),
          sizes,
          amounts: collateral?.assets.map(({ amount }) => amount) ?? [],
          value: collateral?.value,
          quote: reading.quote,
        },
        problems,
      )
    : [];

  const levels = levelsInOrder(fields.levels, experiment, problems);
  const { name, paths } = fields;
  const { market } = reading;
  if (
    !problems.isEmpty ||
    !market ||
    !venue ||
    !collateral ||
    !held ||
    !clock ||
    name === undefined ||
    paths === undefined
  ) {
    return undefined;
  }
  const account: Account = {
    assets: market.assets,
    positions: held,
    collateral: collateral.assets,
    schemes: schemes.filter((scheme): scheme is Scheme => scheme !== undefined),
    venue,
  };
  return {
    name: cell.name === '' ? name : cell.name,
    axes: cell.axes,
    market,
    account,
    ...clock,
    paths,
    seed: fields.seed ?? name,
    levels,
    precision: fields.precision ?? 'mixed',
    watch: fields.watch ?? 'period-end',
  };
}

/** The positions with the asked leverage: total notional over the value of all collateral, both at the prices now. */
function scaled(
  positions: readonly PositionReading[],
  assets: readonly string[],
  leverage: number | undefined,
  collateral: CollateralReading | undefined,
): Position[] | undefined {
  const read: (Position & { readonly price: number })[] = [];
  for (const { name, asset, quantity, entry, price } of positions) {
    if (asset === undefined || quantity === undefined || entry === undefined || price === undefined) return undefined;
    read.push({ name, asset: assets.indexOf(asset), quantity, entry, price });
  }
  const total = read.reduce((sum, { quantity, price }) => sum + Math.abs(quantity) * price, 0);
  if (leverage !== undefined && collateral?.value === undefined) return undefined;
  const factor = leverage === undefined ? 1 : (leverage * (collateral?.value ?? 0)) / total;
  return read.map(({ name, asset, quantity, entry }) => ({ name, asset, quantity: quantity * factor, entry }));
}

function sizeOf(position: Position, reading: MarketReading, maintenance: Account['venue']['maintenance']): PoolSize {
  const price = [...reading.prices.values()][position.asset] ?? 0;
  const notional = Math.abs(position.quantity) * price;
  return { notional, requirement: requirementOf(maintenance[position.asset] ?? [], notional) };
}

/** The name and question of an experiment, for the study as a whole. */
export function headOf(experiment: TreeNode): { readonly name: string; readonly question: string | null } {
  const text = (field: string) => {
    const node = childOf(experiment, field);
    return node?.kind === 'scalar' && node.value !== null
      ? String(node.value)
          .trim()
          .replaceAll(/\s*\n\s*/g, ' ')
      : null;
  };
  return { name: text('name') ?? '', question: text('question') };
}
