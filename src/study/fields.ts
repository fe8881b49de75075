import { hintFor } from './document/did-you-mean.ts';
import { NoSuchFieldError, parsePath, withEntry, withField } from './document/edit.ts';
import type { Problems } from './document/problems.ts';
import { childOf, type MapNode, type Place, type TreeNode } from './document/tree.ts';
import { marketAsReference, type References, venueAsMap } from './references.ts';

export const pathsAllowed = 'names with dots between them, such as venue.slippage';

/**
 * A copy of the experiment with another value at a dotted path. A market file or venue name on the way is replaced by its
 * content first, so that its fields have paths too. A path that leads nowhere is a problem at `place`.
 */
export function setField(
  experiment: MapNode,
  path: string,
  value: TreeNode,
  place: Place,
  references: References,
  problems: Problems,
): MapNode {
  const steps = parsePath(path);
  const [first, ...rest] = steps ?? [];
  if (steps === null || first === undefined) {
    problems.addPlace(place, 'is no path of a field', {
      allowed: pathsAllowed,
    });
    return experiment;
  }
  const opened = rest.length === 0 ? experiment : withContent(experiment, steps, references, problems);
  const stranger = nameOnTheWay(opened, steps);
  if (stranger !== null) {
    const { noun, name, names } = stranger;
    problems.addPlace(place, `there is no ${noun} ${name}${hintFor(name, names)}`, { allowed: names.join(', ') });
    return experiment;
  }
  try {
    const changed = withField(opened, first === 'sweep' ? axisSteps(experiment, rest) : steps, value, place);
    return changed.kind === 'map' ? changed : experiment;
  } catch (error) {
    if (!(error instanceof NoSuchFieldError)) throw error;
    problems.addPlace(place, `the path ${path} leads nowhere: ${error.message}`);
    return experiment;
  }
}

/** What the user has named, in which a path can only mean a name that is there: a field of nothing is no position or scheme. */
const named = [
  { noun: 'position', at: ['positions'] },
  { noun: 'scheme', at: ['schemes'] },
  { noun: 'policy', at: ['schemes', null, 'policies'] },
] as const;

/** The first step of a path that leads through a name which is not there; null if there is none. */
function nameOnTheWay(
  experiment: MapNode,
  steps: readonly string[],
): { readonly noun: string; readonly name: string; readonly names: readonly string[] } | null {
  for (const { noun, at } of named) {
    const name = steps[at.length];
    // The last step may add something new.
    if (name === undefined || steps.length === at.length + 1) continue;
    if (!at.every((step, index) => step === null || step === steps[index])) continue;
    const holder = steps
      .slice(0, at.length)
      .reduce((node: TreeNode | undefined, step) => node && childOf(node, step), experiment);
    if (holder?.kind === 'map' && !holder.entries.has(name)) return { noun, name, names: [...holder.entries.keys()] };
  }
  return null;
}

/** Steps to an axis of the sweep, whose name is itself a path with dots; and below it, such as `sweep.venue.taker.0`, to a value. */
function axisSteps(experiment: MapNode, rest: readonly string[]): string[] {
  if (rest.length === 0) return ['sweep'];
  const sweep = childOf(experiment, 'sweep');
  const lengths = rest.map((_, index) => rest.length - index);
  const known = lengths.find((length) => sweep && childOf(sweep, rest.slice(0, length).join('.')) !== undefined);
  const length = known ?? rest.length;
  return ['sweep', rest.slice(0, length).join('.'), ...rest.slice(length)];
}

/** Fields of a market that say where it lies: to set one is to name another market. */
export const marketPlaces: readonly string[] = ['preset', 'file'];

function withContent(
  experiment: MapNode,
  [field = '', below = '']: readonly string[],
  references: References,
  problems: Problems,
): MapNode {
  const old = childOf(experiment, field);
  if (old === undefined) return experiment;
  const content =
    field === 'venue'
      ? venueAsMap(old)
      : field !== 'market'
        ? old
        : marketPlaces.includes(below)
          ? marketAsReference(old)
          : references.market(old, problems);
  return content === undefined || content === old ? experiment : withEntry(experiment, field, content, old.place);
}
