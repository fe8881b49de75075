import { accountRules } from './account.ts';
import type { Assumption, AssumptionFacts, AssumptionRule } from './rule.ts';
import { scaleRules } from './scales.ts';
import { worldRules } from './world.ts';

/** What holds in every run; one line, as the page says the rest. */
const alwaysRule: AssumptionRule = {
  name: 'always',
  text: () => 'own trading never moves the path; the rest is in experiments/DEFINITIONS.md',
};

/** Every assumption that a report may have to tell, in the order in which it tells them. */
export const assumptionRules: readonly AssumptionRule[] = [...worldRules, ...scaleRules, ...accountRules, alwaysRule];

/** What holds in a scenario. */
export function assumptionsOf(facts: AssumptionFacts): Assumption[] {
  return assumptionRules.flatMap(({ name, text }) => {
    const said = text(facts);
    return said === null ? [] : [{ name, text: said }];
  });
}
