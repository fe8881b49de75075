import type { Study } from '../../study/study.ts';
import { assumptionsTable } from '../tables/assumptions.ts';
import { amount, type Section, type Words, words } from './section.ts';

/** Of a sweep, more wordings of one assumption than this are left to assumptions.csv. */
const mostWordings = 3;

interface Wording {
  readonly name: string;
  readonly text: string;
  /** Names of the scenarios that it holds in. */
  readonly scenarios: string[];
}

/**
 * What the figures rest on: the name of each assumption, and what is assumed. In a sweep a wording that not every scenario has names the
 * first one that does. `file` names where all of them are, null where that is nowhere.
 */
export function assumptionsSection(
  { scenarios, assumptions }: Pick<Study, 'scenarios' | 'assumptions'>,
  file: string | null = `${assumptionsTable.name}.csv`,
): Section {
  const wordings = new Map<string, Wording>();
  for (const [index, list] of assumptions.entries()) {
    for (const { name, text } of list) {
      const key = JSON.stringify([name, text]);
      const wording = wordings.get(key) ?? { name, text, scenarios: [] };
      wording.scenarios.push(scenarios[index]?.name ?? '');
      wordings.set(key, wording);
    }
  }
  const all = [...wordings.values()];
  const names = [...new Set(all.map(({ name }) => name))].toSorted((a, b) => order(all, a) - order(all, b));
  const terms = names.map((name) => {
    const own = all.filter((wording) => wording.name === name);
    const shown = own.slice(0, mostWordings).map((wording) => sentence(wording, scenarios.length));
    const rest = own.length - shown.length;
    const more = words`… ${amount(rest, 'count')} more${file === null ? '' : ` in ${file}`}`;
    return { name, texts: rest > 0 ? [...shown, more] : shown };
  });
  return { title: 'Assumptions', blocks: [{ kind: 'terms', terms }] };
}

/** Place of a name in the longest list that has it: the order of the registry, as every list keeps it. */
function order(all: readonly Wording[], name: string): number {
  return all.findIndex((wording) => wording.name === name);
}

function sentence({ text, scenarios }: Wording, count: number): Words {
  if (scenarios.length === count) return text;
  const others = scenarios.length - 1;
  return others > 0
    ? words`${text} (${scenarios[0]!} and ${amount(others, 'count')} more)`
    : `${text} (${scenarios[0]})`;
}
