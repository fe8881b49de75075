import { limits } from '../../base/limits.ts';
import type { Scenario } from '../../engine/scenario.ts';
import type { Account, Scheme } from '../../margin/account.ts';
import type { Findings } from '../document/findings.ts';
import { type ScenarioFields, scenarioForm } from '../forms/experiment.ts';
import { isWritten, read } from '../forms/read.ts';
import type { Assumption } from '../governance/assumption.ts';
import { assumptionsOf } from '../governance/assumptions.ts';
import type { LimitFinding } from '../governance/limit.ts';
import { checkLimits, resolveLimits } from '../governance/limits.ts';
import { bindVenue, checkVenue, resolveVenue } from '../venue/fields.ts';
import type { VenueUse } from '../venue/part.ts';
import { resolveClock } from './clock.ts';
import { type CollateralReading, refuseOtherCollateral, resolveCollateral } from './collateral.ts';
import { type MarketReading, perFundingInterval } from './market.ts';
import { resolvePolicyMap } from './policy-map.ts';
import { resolvePositions, scaledPositions, sizeOf } from './positions.ts';
import { refuseEndlessRise } from './price-range.ts';
import { resolveSchemes, type SchemeUse } from './schemes.ts';
import { startWarnings } from './warnings.ts';

const nothingKnown: MarketReading = {
  quote: 'USDT',
  prices: new Map(),
  market: undefined,
  origin: { name: null, kind: null, pricedOn: null, renewed: [], fundingPerHours: null },
  faults: [],
  warnings: [],
};

/** A scenario, what the limits of the experiment find in it, and what it takes for granted. */
export interface ScenarioReading {
  readonly scenario: Scenario;
  /** Name and question of the experiment. */
  readonly study: string;
  readonly question: string | null;
  readonly limits: readonly LimitFinding[];
  readonly assumptions: readonly Assumption[];
}

/**
 * Checks what is written of one experiment, its market given, and resolves it to a scenario. Everything that is wrong with it is added
 * to `found`; nothing is returned if anything is, or if the market could not be resolved.
 */
export function resolveScenario(
  written: unknown,
  reading: MarketReading = nothingKnown,
  cell: Pick<Scenario, 'name' | 'axes'>,
  found: Findings,
): ScenarioReading | undefined {
  const fields = read(scenarioForm, written, found);
  if (fields === undefined) return undefined;
  const assets = [...reading.prices.keys()];
  const rules = fields.venue === undefined ? undefined : resolveVenue(fields.venue, assets, found.below('venue'));
  const contract = rules?.contract ?? 'linear';
  const collateral = fields.collateral && resolveCollateral(fields.collateral, reading, found.below('collateral'));
  const positions = resolvePositions(fields.positions ?? {}, reading, contract, found.below('positions'));
  if (rules && collateral) {
    const coins = [...new Set(positions.flatMap(({ asset }) => asset ?? []))];
    refuseOtherCollateral(rules, collateral.held, coins, found.below('collateral'));
  }
  const everyHours = rules?.funding.everyHours;
  const clock = resolveClock(fields.horizon, fields.step, everyHours, reading.market, found);
  const market =
    reading.market &&
    rules &&
    perFundingInterval(reading.market, reading.origin.fundingPerHours, rules.funding.everyHours);

  const use: VenueUse = {
    assets,
    quote: reading.quote,
    held: positions.flatMap(({ asset, name }) =>
      asset !== undefined && reading.prices.has(asset) ? [[asset, name] as const] : [],
    ),
    collateral: collateral?.held ?? [],
    // A step that could not be read is a fault; nothing is made of the venue then.
    stepSeconds: fields.step ?? 3_600,
  };
  if (rules && fields.venue !== undefined) checkVenue(rules, use, fields.venue, found);
  const venue = rules && bindVenue(rules, use);

  const held = scaledPositions(positions, assets, contract, fields.leverage, collateral?.value);
  const prices = [...reading.prices.values()].map((price) => price ?? 0);
  const policyMap = fields['policy-map'];
  const schemes = resolveSchemes(
    fields.schemes ?? {},
    {
      positions: positions.map(({ name, asset }) => ({ name, asset: indexIn(assets, asset) })),
      sizes:
        held && held.length > 0 && venue && held.every(({ asset }) => asset >= 0)
          ? held.map((position) => sizeOf(position, prices[position.asset] ?? 0, venue))
          : undefined,
      ...collateralUse(collateral, prices),
      contract,
      quote: reading.quote,
      policyMap: isWritten(fields, 'policy-map')
        ? { shapes: policyMap && resolvePolicyMap(policyMap, positions, found.below('policy-map')) }
        : undefined,
      market,
      stepSeconds: fields.step,
    },
    found.below('schemes'),
  );
  if (policyMap && fields.schemes && !usesPolicyMap(fields.schemes)) {
    found.warnings.push('The policy map is used by no scheme; one that says `pools: policy-map` would use it.');
  }
  const governance = resolveLimits(
    fields.limits ?? {},
    {
      assets,
      regimes: market?.regimes.map((regime) => regime.name) ?? [],
      tags: [...new Set(positions.flatMap(({ tag }) => tag ?? []))],
      value: collateral?.value,
    },
    found.below('limits'),
  );

  const levels = levelsInOrder(fields.levels, found.below('levels'));
  const { name, paths } = fields;
  if (found.faults.length > 0 || !market || !venue || !collateral || !held || !clock) return undefined;
  if (name === undefined || paths === undefined) return undefined;
  const account: Account = { assets: market.assets, positions: held, collateral: collateral.assets, schemes, venue };
  found.warnings.push(...latePolicies(account.schemes, clock.steps));
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
  refuseEndlessRise(scenario, found);
  const findings = checkLimits(governance, scenario, found.below('limits'));
  found.warnings.push(...startWarnings(scenario));
  const assumptions = assumptionsOf({ scenario, origin: reading.origin });
  if (found.faults.length > 0) return undefined;
  return { scenario, study: name, question: fields.question ?? null, limits: findings, assumptions };
}

const defaultLevels: readonly number[] = [0.95, 0.99];

/** Levels of VaR and ES, ascending; a level that is given twice is a fault. */
function levelsInOrder(levels: readonly number[] = defaultLevels, found: Findings): readonly number[] {
  const { smallest, largest } = limits.levels;
  if (levels.length < smallest || levels.length > largest) {
    found.add([], 'has the wrong number of levels', `from ${smallest} to ${largest}`);
  }
  for (const [index, level] of levels.entries()) {
    if (levels.indexOf(level) < index) found.add([index], 'this level stands here twice');
  }
  return levels.toSorted((a, b) => a - b);
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

function usesPolicyMap(schemes: NonNullable<ScenarioFields['schemes']>): boolean {
  return Object.values(schemes).some((scheme) => scheme?.pools === 'policy-map');
}
