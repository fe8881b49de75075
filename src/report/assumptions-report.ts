import type { Study } from '../study/study.ts';
import { assumptionsTable } from './assumptions-table.ts';
import { plain } from './figures.ts';
import { paint, type Style, wrap } from './style.ts';

/** Of a sweep, more wordings of one assumption than this are left to assumptions.csv. */
const mostWordings = 3;

interface Wording {
  readonly name: string;
  readonly text: string;
  /** Names of the scenarios that it holds in. */
  readonly scenarios: string[];
}

/**
 * What the figures above rest on, a line each: the name, and what is assumed. In a sweep a line that not every scenario has names the
 * first one that does. `file` names where all of them are, null where that is nowhere.
 */
export function formatAssumptions(
  { scenarios, assumptions }: Study,
  style: Style,
  file: string | null = `${assumptionsTable.name}.csv`,
): string {
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
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lines = names.flatMap((name) => {
    const own = all.filter((wording) => wording.name === name);
    const shown = own.slice(0, mostWordings).map((wording) => sentence(wording, scenarios.length));
    const rest = own.length - shown.length;
    const more = rest > 0 ? [`… ${plain(rest, 0)} more${file === null ? '' : ` in ${file}`}`] : [];
    return [...shown, ...more].map((text, index) => `  ${(index === 0 ? name : '').padEnd(width)}${text}`);
  });
  const indent = ' '.repeat(width + 2);
  return [paint(style, 'bold', 'Assumptions'), ...lines.map((line) => wrapped(line, style.width, indent))].join('\n');
}

/** Place of a name in the longest list that has it: the order of the registry, as every list keeps it. */
function order(all: readonly Wording[], name: string): number {
  return all.findIndex((wording) => wording.name === name);
}

function sentence({ text, scenarios }: Wording, count: number): string {
  if (scenarios.length === count) return text;
  const others = scenarios.length - 1;
  return `${text} (${scenarios[0]}${others > 0 ? ` and ${plain(others, 0)} more` : ''})`;
}

/** Breaks a line behind its first column, whose spaces stay. */
function wrapped(line: string, width: number, indent: string): string {
  const label = line.slice(0, indent.length);
  return label + wrap(line.slice(indent.length), width - indent.length).replaceAll('\n', `\n${indent}`);
}
