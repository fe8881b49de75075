import type { Scenario } from '../../engine/scenario.ts';
import type { Account, Scheme } from '../../margin/account.ts';
import { assumptionsOf } from '../assumptions/registry.ts';
import type { Assumption } from '../assumptions/rule.ts';
import { checkFields, requiredChild } from '../document/check.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { experimentForm } from '../form/experiment.ts';
import type { LimitFinding } from '../limits/finding.ts';
import { bindVenue } from './bind-venue.ts';
import { resolveClock } from './clock.ts';
import { type CollateralReading, readCollateral } from './collateral.ts';
import { perFundingInterval } from './funding-period.ts';
import { refuseOtherCollateral } from './inverse.ts';
import { levelsInOrder } from './levels.ts';
import { checkLimits, readLimits } from './limits.ts';
import type { MarketReading } from './market.ts';
import { readPolicyMap } from './policy-map.ts';
import { readPositions } from './positions.ts';
import { resolveSchemes, type SchemeUse } from './schemes.ts';
import { scaledPositions, sizeOf } from './sizes.ts';
import { readVenue } from './venue.ts';

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

const nothingKnown: MarketReading = {
  quote: 'USDT',
  prices: new Map(),
  market: undefined,
  origin: { name: null, kind: null, pricedOn: null, renewed: [], fundingPerHours: null },
  warnings: [],
};

/** A scenario, what the limits of the experiment find in it, and what it takes for granted. */
export interface ScenarioReading {
  readonly scenario: Scenario;
  readonly limits: readonly LimitFinding[];
  readonly assumptions: readonly Assumption[];
}

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
): ScenarioReading | undefined {
  const fields = checkFields(experimentForm, experiment, problems, plainFields);
  if (fields === undefined) return undefined;
  const required = (name: string, allowed: string) => requiredChild(experiment, name, problems, allowed);

  required('market', 'the path of a market file, or its content');
  const reading = readMarket(problems) ?? nothingKnown;
  const assets = [...reading.prices.keys()];
  const venueNode = required('venue', 'the name of a venue, or its rules');
  const rules = venueNode && readVenue(venueNode, assets, problems);
  const contract = rules?.contract ?? 'linear';
  const collateralNode = required('collateral', 'a map from asset to units held');
  const collateral = collateralNode && readCollateral(collateralNode, reading, problems);
  const positionsNode = required('positions', 'a map of positions by name');
  const positions = positionsNode ? readPositions(positionsNode, reading, contract, problems) : [];
  if (rules && collateralNode && collateral) {
    refuseOtherCollateral(rules, collateral, collateralNode, positions, problems);
  }
  const everyHours = rules?.funding.everyHours;
  const clock = resolveClock(fields.horizon, fields.step, everyHours, reading.market, experiment, problems);
  const market =
    reading.market &&
    rules &&
    perFundingInterval(reading.market, reading.origin.fundingPerHours, rules.funding.everyHours);

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
        // A step that could not be read was reported; nothing is made of the venue then.
        stepSeconds: fields.step ?? 3_600,
      },
      venueNode,
      problems,
      warnings,
    );

  const held = scaledPositions(positions, assets, contract, fields.leverage, collateral);
  const prices = [...reading.prices.values()].map((price) => price ?? 0);
  const policyMapNode = childOf(experiment, 'policy-map');
  const schemesNode = required('schemes', 'a map of schemes by name');
  const schemes = schemesNode
    ? resolveSchemes(
        schemesNode,
        {
          positions: positions.map(({ name, asset }) => ({ name, asset: indexIn(assets, asset) })),
          sizes:
            held && held.length > 0 && venue && held.every(({ asset }) => asset >= 0)
              ? held.map((position) => sizeOf(position, prices[position.asset] ?? 0, venue))
              : undefined,
          ...collateralUse(collateral, prices),
          contract,
          quote: reading.quote,
          policyMap: policyMapNode && readPolicyMap(policyMapNode, positions, problems, warnings),
          market,
          stepSeconds: fields.step,
        },
        problems,
        warnings,
      )
    : [];
  if (policyMapNode && schemesNode && !usesPolicyMap(schemesNode)) {
    warnings.push('The policy map is used by no scheme; one that says `pools: policy-map` would use it.');
  }
  const limitsNode = childOf(experiment, 'limits');
  const tags = [...new Set(positions.flatMap(({ tag }) => tag ?? []))];
  const regimes = market?.regimes.map((regime) => regime.name) ?? [];
  const governance =
    limitsNode && readLimits(limitsNode, { assets, regimes, tags, value: collateral?.value }, problems);

  const levels = levelsInOrder(fields.levels, experiment, problems);
  const { name, paths } = fields;
  if (!problems.isEmpty || !market || !venue || !collateral || !held || !clock) return undefined;
  if (name === undefined || paths === undefined) return undefined;
  const account: Account = {
    assets: market.assets,
    positions: held,
    collateral: collateral.assets,
    schemes: schemes.filter((scheme): scheme is Scheme => scheme !== undefined),
    venue,
  };
  warnings.push(...latePolicies(account.schemes, clock.steps));
  const scenario: Scenario = {
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
  const limits = governance ? checkLimits(governance, scenario, problems, warnings) : [];
  const assumptions = assumptionsOf({ scenario, origin: reading.origin });
  return problems.isEmpty ? { scenario, limits, assumptions } : undefined;
}

/** Policies whose delay leaves them no step: nothing is decided before the first one, and nothing is done after the last. */
function latePolicies(schemes: readonly Scheme[], steps: number): string[] {
  return schemes.flatMap(({ name, policies }) =>
    policies
      .filter(({ delaySteps }) => 1 + delaySteps >= steps)
      .map((policy) => `Policy ${policy.name} of scheme ${name} does nothing: its delay is as long as the horizon.`),
  );
}

function indexIn(assets: readonly string[], asset: string | undefined): number | undefined {
  const index = asset === undefined ? -1 : assets.indexOf(asset);
  return index === -1 ? undefined : index;
}

/** What the schemes split, asset by asset. */
function collateralUse(
  reading: CollateralReading | undefined,
  prices: readonly number[],
): Pick<SchemeUse, 'amounts' | 'names' | 'prices' | 'collateral' | 'value'> {
  const assets = reading?.assets ?? [];
  return {
    amounts: assets.map(({ amount }) => amount),
    names: assets.map(({ name }) => name),
    prices: assets.map(({ asset }) => (asset === null ? 1 : (prices[asset] ?? 0))),
    collateral: assets.map(({ asset }) => asset),
    value: reading?.value,
  };
}

function usesPolicyMap(schemes: TreeNode): boolean {
  if (schemes.kind !== 'map') return false;
  return [...schemes.entries.values()].some(({ value }) => {
    const pools = childOf(value, 'pools');
    return pools?.kind === 'scalar' && pools.value === 'policy-map';
  });
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
