import * as z from 'zod';
import { limits } from '../base/limits.ts';
import { parseNumber, parseShare } from '../base/units.ts';
import { hintFor } from './document/did-you-mean.ts';
import { parsePath } from './document/edit.ts';
import { Findings } from './document/findings.ts';
import type { Problems } from './document/problems.ts';
import { childOf, type MapNode, type Place, plainValue, showNode, showText, type TreeNode } from './document/tree.ts';
import { marketPlaces, pathsAllowed, setField } from './fields.ts';
import { experimentForm } from './forms/experiment.ts';
import { read } from './forms/read.ts';
import { text, wording } from './forms/scalars.ts';
import type { References } from './references.ts';

/** One axis of the grid: a field and the values that it takes. */
export interface Axis {
  readonly path: string;
  readonly place: Place;
  readonly values: readonly AxisValue[];
}

export interface AxisValue {
  /** As it stands in the name of a scenario: the value as it was written, or its label. */
  readonly label: string;
  /** The value as a number where it is one (a percentage as a fraction), else its label. */
  readonly figure: string | number;
  readonly node: TreeNode;
}

/** One point of the grid. */
export interface Cell {
  /** `leverage=2, venue.slippage=1%`; empty without a sweep. */
  readonly name: string;
  readonly axes: Readonly<Record<string, string | number>>;
  readonly experiment: MapNode;
}

/** Fields that may not differ between the scenarios of a study. */
const fixedFields = new Set(['name', 'question', 'sweep']);

const sweepForm = z
  .record(text('the path of a field', { smallest: 1, largest: 200 }) as unknown as z.ZodString, z.unknown())
  .register(wording, { entries: 'axes', largest: limits.sweepAxes.largest });
const labelLength = 100;

/** The axes of an experiment in the order of the file; problems are recorded. */
export function readAxes(experiment: MapNode, problems: Problems): readonly Axis[] {
  const node = childOf(experiment, 'sweep');
  if (node === undefined) return [];
  const found = new Findings();
  read(sweepForm, plainValue(node), found);
  problems.addFaults(node, found.faults);
  if (node.kind !== 'map' || node.entries.size > limits.sweepAxes.largest) return [];
  const axes = [...node.entries].flatMap(([path, { value }]) => readAxis(path, value, node, problems) ?? []);
  const scenarios = axes.reduce((product, { values }) => product * Math.max(1, values.length), 1);
  if (scenarios <= limits.scenarios.largest) return axes;
  problems.add(node, [], 'has too many scenarios', {
    allowed: `at most ${limits.scenarios.largest}`,
    got: String(scenarios),
  });
  return [];
}

function readAxis(path: string, node: TreeNode, sweep: TreeNode, problems: Problems): Axis | null {
  const [first] = parsePath(path) ?? [];
  if (first === undefined) {
    problems.addKey(sweep, path, 'is no path of a field', { allowed: pathsAllowed });
    return null;
  }
  const fields = Object.keys(experimentForm.shape).filter((field) => !fixedFields.has(field));
  if (!fields.includes(first)) {
    const what = fixedFields.has(first)
      ? `${first} cannot be swept`
      : `there is no field ${showText(first)}${hintFor(first, fields)}`;
    problems.addKey(sweep, path, what, { allowed: fields.join(', ') });
    return null;
  }
  if (marketPlaces.some((place) => path === `market.${place}`)) {
    problems.addKey(sweep, path, `${path} cannot be swept`, {
      allowed: 'market, with a label for each: market: { fitted: { preset: … }, stress: { preset: … } }',
    });
    return null;
  }
  const place = sweep.kind === 'map' ? (sweep.entries.get(path)?.key ?? sweep.place) : sweep.place;
  return { path, place, values: readValues(node, problems) };
}

function readValues(node: TreeNode, problems: Problems): AxisValue[] {
  const isEmpty = node.kind === 'scalar' || (node.kind === 'list' ? node.items.length : node.entries.size) === 0;
  if (isEmpty) {
    problems.add(node, [], 'must have at least one value', {
      allowed: 'a list of values, or a map from label to value',
    });
    return [];
  }
  const seen = new Set<string>();
  const accept = (value: AxisValue, place: TreeNode): AxisValue[] => {
    if (seen.has(value.label)) {
      problems.add(place, [], `${value.label} stands here twice`, { allowed: 'values that differ' });
      return [];
    }
    seen.add(value.label);
    return [value];
  };
  if (node.kind === 'map') {
    return [...node.entries].flatMap(([label, { value }]) => {
      if (showText(label) === label && label !== '' && label.length <= labelLength)
        return accept({ label, figure: label, node: value }, value);
      problems.addKey(node, label, 'is no label', { allowed: `up to ${labelLength} characters on one line` });
      return [];
    });
  }
  return node.items.flatMap((item) => {
    if (item.kind === 'scalar') return accept({ label: showNode(item), figure: figureOf(item.text), node: item }, item);
    problems.add(item, [], 'needs a label', {
      allowed: 'single values in a list; for others a map from label to value',
    });
    return [];
  });
}

function figureOf(written: string): string | number {
  return parseNumber(written) ?? parseShare(written) ?? showText(written);
}

/** Every combination of the values, the last axis moving fastest; the experiment itself without axes. */
export function cellsOf(
  experiment: MapNode,
  axes: readonly Axis[],
  references: References,
  problems: Problems,
): Cell[] {
  let cells: Cell[] = [{ name: '', axes: {}, experiment }];
  for (const { path, place, values } of axes) {
    cells = cells.flatMap((cell) =>
      values.map(({ label, figure, node }) => ({
        name: cell.name === '' ? `${path}=${label}` : `${cell.name}, ${path}=${label}`,
        axes: { ...cell.axes, [path]: figure },
        experiment: setField(cell.experiment, path, node, place, references, problems),
      })),
    );
  }
  return cells;
}
