import { describe, expect, it } from 'vitest';
import { referenceVectors } from '../support/reference.ts';
import type { Vector } from './vector.ts';
import { generalDrivers } from './vector-drivers-general.ts';
import { venueDrivers } from './vector-drivers-venues.ts';
import { figuresLeftOut, leftOut, reasonOf } from './vectors-left-out.ts';

/**
 * Worked figures from exchanges' help pages and from the test suites of open margin systems, driven through the
 * functions that the engines and `distance` use; those of a venue through its preset, read as experiments are, with the
 * figures of the vector where they differ from it. `test/fixtures/reference/margin-vectors.json` names repository, commit and
 * test of each.
 */
const drivers = { ...generalDrivers, ...venueDrivers };

/** Compares all expected figures but those that are left out by name, and says how many those were. */
function compare({ id, expected, tolerance, inputs, formula }: Vector): number {
  const got = drivers[formula]?.(inputs) ?? {};
  const names = Object.keys(expected).filter(
    (name) => !(name in figuresLeftOut) && !(`${id} ${name}` in figuresLeftOut),
  );
  for (const name of names) {
    const want = expected[name];
    const have = got[name];
    if (typeof want !== 'number') expect(have, name).toBe(want);
    else {
      const allowed = Math.max(tolerance.abs ?? 0, (tolerance.rel ?? 0) * Math.abs(want));
      expect(Math.abs(Number(have) - want), `${name}: ${String(have)} against ${want}`).toBeLessThanOrEqual(allowed);
    }
  }
  return names.length;
}

const vectors = referenceVectors<Vector>();
const driven = vectors.filter((vector) => reasonOf(vector) === undefined);
const omitted = vectors.filter((vector) => reasonOf(vector) !== undefined);

function countsOf(some: readonly Vector[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { topic } of some) counts[topic] = (counts[topic] ?? 0) + 1;
  return counts;
}

const groups = (some: readonly Vector[]) =>
  Object.entries(countsOf(some))
    .map(([topic, count]) => `${topic} ${count}`)
    .join(', ');

describe('the reference vectors', () => {
  it(`are computed: ${driven.length} (${groups(driven)})`, () => {
    for (const { id, formula } of driven) expect(Object.keys(drivers), id).toContain(formula);
    const unused = Object.keys(drivers).filter((key) => !driven.some(({ formula }) => formula === key));
    expect(unused, 'drivers for nothing').toEqual([]);
  });

  it(`are left out with a reason: ${omitted.length} (${groups(omitted)})`, () => {
    const names = new Set(omitted.flatMap(({ id, topic }) => [id, topic]));
    const figures = new Set(
      driven.flatMap(({ id, expected }) => Object.keys(expected).flatMap((name) => [name, `${id} ${name}`])),
    );
    const without = (reasons: object, known: ReadonlySet<string>) =>
      Object.keys(reasons).filter((key) => !known.has(key));
    expect(without(leftOut, names), 'reasons for no vector').toEqual([]);
    expect(without(figuresLeftOut, figures), 'reasons for no figure').toEqual([]);
  });

  for (const vector of driven) {
    it(`${vector.topic}: ${vector.id} (${vector.formula})`, () => {
      expect(compare(vector), 'compared figures').toBeGreaterThan(0);
    });
  }
});
