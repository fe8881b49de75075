import { formatDurationSeconds, formatShare } from '../../base/units.ts';
import type { CloseRule } from '../../margin/liquidation/registry.ts';
import type { PresetClose } from '../../margin/venues/preset.ts';
import { checkFields } from '../document/check.ts';
import { hintFor } from '../document/did-you-mean.ts';
import type { Problems } from '../document/problems.ts';
import { childOf, type TreeNode } from '../document/tree.ts';
import { liquidationForms, plainRules } from '../form/liquidation.ts';

type RuleName = keyof typeof liquidationForms;

/** Slices of one step beyond which the rest waits for the next: 10,000 slices of 0.1 % leave less than 1/20,000 of a position. */
const mostSlices = 10_000;

/** The way of closing that a venue writes; nothing if there is a problem with it. */
export function readClose(node: TreeNode, problems: Problems): PresetClose | undefined {
  const names = Object.keys(liquidationForms);
  if (node.kind === 'scalar') {
    const plain = plainRules.find((rule) => rule === node.value);
    if (plain !== undefined) return { rule: plain };
    const needsMore = names.includes(String(node.value));
    problems.add(node, [], needsMore ? 'needs its parameters' : `is no known rule${hintFor(node.text, names)}`, {
      allowed: needsMore ? `a map such as { rule: ${node.text}, … }` : names.join(', '),
    });
    return undefined;
  }
  const ruleNode = childOf(node, 'rule');
  const written = ruleNode?.kind === 'scalar' ? String(ruleNode.value) : '';
  const rule = names.find((name): name is RuleName => name === written);
  if (rule === undefined) {
    const what = ruleNode === undefined ? 'is missing' : `is no known rule${hintFor(written, names)}`;
    problems.add(node, ['rule'], what, { allowed: names.join(', ') });
    return undefined;
  }
  return readRule(rule, node, problems);
}

function readRule(rule: RuleName, node: TreeNode, problems: Problems): PresetClose | undefined {
  switch (rule) {
    case 'just-enough': {
      const { restore } = checkFields(liquidationForms[rule], node, problems) ?? {};
      return restore === undefined ? undefined : { rule, restore };
    }
    case 'share-then-all': {
      const { share, above = 0, cooldown = 0 } = checkFields(liquidationForms[rule], node, problems) ?? {};
      return share === undefined ? undefined : { rule, share, above, cooldownSeconds: cooldown };
    }
    case 'slices': {
      const { share, smallest = 0, every } = checkFields(liquidationForms[rule], node, problems) ?? {};
      return share === undefined || every === undefined ? undefined : { rule, share, smallest, everySeconds: every };
    }
    default:
      checkFields(liquidationForms[rule], node, problems);
      return { rule };
  }
}

/**
 * The rule in steps. What happens within the cooldown happens at a step that is no later than its end; of slices, a step of market
 * prices has as many as it has room for, and at least one.
 */
export function closeInSteps(close: PresetClose, stepSeconds: number): CloseRule {
  switch (close.rule) {
    case 'share-then-all': {
      const { cooldownSeconds, ...rest } = close;
      return { ...rest, cooldownSteps: Math.floor(cooldownSeconds / stepSeconds) };
    }
    case 'slices': {
      const { everySeconds, ...rest } = close;
      return { ...rest, slicesPerStep: Math.min(mostSlices, Math.max(1, Math.floor(stepSeconds / everySeconds))) };
    }
    default:
      return close;
  }
}

/** The rule as the field of an inline venue. */
export function closeField(close: PresetClose): string | Record<string, unknown> {
  switch (close.rule) {
    case 'just-enough':
      return { rule: close.rule, restore: formatShare(close.restore) };
    case 'share-then-all':
      return {
        rule: close.rule,
        share: formatShare(close.share),
        above: close.above,
        cooldown: formatDurationSeconds(close.cooldownSeconds),
      };
    case 'slices':
      return {
        rule: close.rule,
        share: formatShare(close.share),
        smallest: close.smallest,
        every: formatDurationSeconds(close.everySeconds),
      };
    default:
      return close.rule;
  }
}
