import { limits as sizes } from '../../base/limits.ts';
import { formatAmount, formatShare } from '../../base/units.ts';
import type { Scenario } from '../../engine/scenario.ts';
import { checkEntries, checkFields } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type Path, type TreeNode } from '../document/tree.ts';
import { limitsForm, shockForm } from '../form/limits.ts';
import { type AmountOrShare, name } from '../form/scalars.ts';
import type { LimitFinding } from '../limits/finding.ts';
import { byTightness, findingsOf, type GovernanceLimit } from '../limits/registry.ts';
import { listed, refuseUnknownAssets } from './per-asset.ts';

/** The limits of an experiment, each with its place. */
export interface Governance {
  readonly node: TreeNode;
  readonly enforce: boolean;
  readonly limits: readonly (readonly [limit: GovernanceLimit, path: Path])[];
}

/** What limits may refer to. */
export interface GovernanceUse {
  readonly assets: readonly string[];
  readonly regimes: readonly string[];
  /** Tags of the positions. */
  readonly tags: readonly string[];
  /** Value of all collateral, quote. */
  readonly value: number | undefined;
}

/** The limits as written; those with a problem are left out. */
export function readLimits(node: TreeNode, use: GovernanceUse, problems: Problems): Governance {
  const fields = checkFields(limitsForm, node, problems, [
    'enforce',
    'max-leverage',
    'max-depth-share',
    'collateral-budget',
  ]);
  const { enforce = false } = fields ?? {};
  const leverage = fields?.['max-leverage'] ?? {};
  const limits: (readonly [GovernanceLimit, Path])[] = [];
  for (const holder of ['position', 'pool', 'account'] as const) {
    const most = leverage[holder];
    if (most !== undefined) limits.push([{ rule: 'max-leverage', of: holder, most }, ['max-leverage', holder]]);
  }
  const depth = fields?.['max-depth-share'];
  if (depth !== undefined) {
    const { share, regime } = typeof depth === 'number' ? { share: depth } : depth;
    const index = regime === undefined ? null : regimeNamed(regime, use, node, problems);
    limits.push([{ rule: 'max-depth-share', regime: index, most: share }, ['max-depth-share']]);
  }
  limits.push(...shocks(node, use, problems));
  for (const [tag, written] of Object.entries(fields?.['collateral-budget'] ?? {})) {
    const path = ['collateral-budget', tag];
    const most = budgetOf(written, use);
    if (!use.tags.includes(tag)) refuseTag(tag, use, node, problems);
    else if (most !== undefined) limits.push([{ rule: 'collateral-budget', tag, most }, path]);
  }
  return { node, enforce, limits };
}

function regimeNamed(regime: string, { regimes }: GovernanceUse, node: TreeNode, problems: Problems): number | null {
  const index = regimes.indexOf(regime);
  if (index !== -1 || regimes.length === 0) return Math.max(index, 0);
  problems.add(node, ['max-depth-share', 'regime'], `is no regime of this market${hintFor(regime, regimes)}`, {
    allowed: listed(regimes),
  });
  return null;
}

function refuseTag(tag: string, { tags }: GovernanceUse, node: TreeNode, problems: Problems): void {
  const map = childOf(node, 'collateral-budget');
  if (map === undefined) return;
  const allowed = tags.length === 0 ? 'nothing: no position has a tag' : listed(tags);
  problems.addKey(map, tag, `is no tag of any position${hintFor(tag, tags)}`, { allowed });
}

function budgetOf(written: AmountOrShare, { value }: GovernanceUse): number | undefined {
  if (written.kind === 'value') return written.value;
  return value === undefined ? undefined : written.share * value;
}

/** A single shock is named after itself. */
function shocks(limits: TreeNode, use: GovernanceUse, problems: Problems): (readonly [GovernanceLimit, Path])[] {
  const rule = 'min-stressed-distance' as const;
  const node = childOf(limits, rule);
  if (node === undefined) return [];
  const isOne = childOf(node, 'shock') !== undefined || childOf(node, 'distance') !== undefined;
  const size = { what: 'shocks', largest: sizes.stressShocks.largest };
  const written = isOne ? [['the shock', node] as const] : checkEntries(node, name, size, problems);
  return written.flatMap(([shock, child]) => {
    const { shock: moves, distance } = checkFields(shockForm, child, problems) ?? {};
    const movesNode = childOf(child, 'shock');
    if (movesNode !== undefined) refuseUnknownAssets(movesNode, use.assets, problems);
    if (moves === undefined || distance === undefined) return [];
    const factors = use.assets.map((asset) => 1 + (typeof moves === 'number' ? moves : (moves[asset] ?? 0)));
    return [[{ rule, shock, factors, least: distance }, isOne ? [rule] : [rule, shock]] as const];
  });
}

/** What the limits find in a scenario: a problem if they are enforced and do not hold, a warning where there is nothing to measure. */
export function checkLimits(
  governance: Governance,
  scenario: Scenario,
  problems: Problems,
  warnings: string[],
): LimitFinding[] {
  return governance.limits.flatMap(([limit, path]) => {
    const findings = findingsOf(limit, scenario);
    if (governance.enforce) refuseViolations(findings, governance.node, path, scenario.market.quote, problems);
    if (limit.rule === 'max-depth-share') warnings.push(...withoutDepth(limit.regime, scenario));
    return findings;
  });
}

/** One problem for a limit and a scheme: the worst that does not hold. */
function refuseViolations(
  findings: readonly LimitFinding[],
  node: TreeNode,
  path: Path,
  quote: string,
  problems: Problems,
): void {
  for (const [scheme, ofScheme] of Map.groupBy(findings, (finding) => finding.scheme)) {
    const broken = ofScheme.filter(({ holds }) => !holds).toSorted(byTightness);
    const [worst] = broken;
    if (worst === undefined) continue;
    const where = scheme === null ? '' : ` in scheme ${scheme}`;
    const more = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
    const allowed = `${worst.bound === 'at-most' ? 'at most' : 'at least'} ${figure(worst, worst.limit, quote)}`;
    const found = `${worst.subject} has ${figure(worst, worst.value, quote)}${more}`;
    problems.add(node, path, `does not hold${where}: ${found}`, { allowed, got: null });
  }
}

/** Positions of which the limit says nothing. */
function withoutDepth(regime: number | null, { account, market }: Scenario): string[] {
  const regimes = regime === null ? market.regimes : market.regimes.slice(regime, regime + 1);
  const boundless = account.positions.filter(({ asset }) =>
    regimes.every(({ depth }) => (depth[asset] ?? null) === null),
  );
  const assets = [...new Set(boundless.map(({ asset }) => market.assets[asset] ?? ''))];
  if (assets.length === 0) return [];
  return [`The limit max-depth-share says nothing of ${listed(assets)}, as the market gives no depth.`];
}

function figure({ unit }: LimitFinding, value: number | null, quote: string): string {
  if (value === null) return unit === 'ratio' ? 'no collateral behind it' : 'none';
  if (unit === 'quote') return `${formatAmount(value)} ${quote}`;
  const rounded = Number(value.toPrecision(4));
  return unit === 'share' ? formatShare(rounded) : `${rounded}x`;
}
