import { accountRules } from './account-assumptions.ts';
import type { Assumption, AssumptionFacts, AssumptionRule } from './assumption.ts';
import { marketRules, scaleRules } from './market-assumptions.ts';

/** What holds in every run; one line, as the page says the rest. */
const alwaysRule: AssumptionRule = {
  name: 'always',
  text: () => 'own trading never moves the path; the rest is in experiments/DEFINITIONS.md',
};

/** Every assumption that a report may have to tell, in the order in which it tells them. */
export const assumptionRules: readonly AssumptionRule[] = [...marketRules, ...scaleRules, ...accountRules, alwaysRule];

/** What holds in a scenario. */
export function assumptionsOf(facts: AssumptionFacts): Assumption[] {
  return assumptionRules.flatMap(({ name, text }) => {
    const said = text(facts);
    return said === null ? [] : [{ name, text: said }];
  });
}
