import { deserialize, serialize } from 'node:v8';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile/compile.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { checkSummary } from '../../src/stats/check-summary.ts';
import { createSummary, mergeSummary, type Summary, sealSummary } from '../../src/stats/summary.ts';
import { smallScenario } from '../run/studies.ts';
import { randomScenario } from '../support/random-scenario.ts';

const range = { firstPath: 40, count: 480 };
const tagged = smallScenario({ steps: 24 });
const { account } = tagged;
const positions = account.positions.map((position) => ({ ...position, tag: position.name }));
const compiled = compile({ ...tagged, account: { ...account, positions } });
const { shape } = compiled;
const honest = serialize(simulate(compiled, range.firstPath, range.count));

/** A summary as it arrives, for each test to spoil. */
const arrived = () => deserialize(honest) as Summary;

type Holder = Record<string | number, unknown>;

/** Where a summary holds what: every object, array and number in it, of arrays the first and the last number. */
function* places(value: unknown, path: readonly (string | number)[] = []): Generator<(string | number)[]> {
  if (path.length > 0) yield [...path];
  if (typeof value !== 'object' || value === null) return;
  const keys = ArrayBuffer.isView(value) ? [...(value as Float64Array).keys()] : Object.keys(value);
  for (const key of keys) {
    if (typeof key === 'number' && key > 0 && key < keys.length - 1) continue;
    yield* places((value as Holder)[key], [...path, key]);
  }
}

const reference = arrived();
const all = [...places(reference)];

/** The summary with something else at a place. */
function spoilt(place: readonly (string | number)[], change: (before: unknown) => unknown): unknown {
  const summary = arrived();
  const holder = place.slice(0, -1).reduce<Holder>((part, key) => part[key] as Holder, summary as unknown as Holder);
  const last = place.at(-1)!;
  holder[last] = change(holder[last]);
  return summary;
}

const check = (value: unknown) => checkSummary(value, shape, range);
const isNumber = (place: readonly (string | number)[]) => typeof at(place) === 'number';
const at = (place: readonly (string | number)[]) =>
  place.reduce<unknown>((part, key) => (part as Holder)[key], reference);

describe('a summary that some paths could have', () => {
  it('passes, also merged, for any rules, books and policies (20 random scenarios; nothing here may ever be refused)', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = seedrandom(`honest ${seed}`);
      const scenario = randomScenario(random, { anyRules: seed % 2 === 0, steps: 12 });
      const { account: book } = scenario;
      const tags = book.positions.map((position, index) => ({ ...position, tag: index % 2 === 0 ? 'even' : null }));
      const one = compile({ ...scenario, account: { ...book, positions: seed % 3 === 0 ? tags : book.positions } });
      const merged = createSummary(one.shape, 0);
      let firstPath = 0;
      for (const count of [40, 400, 40, 7]) {
        const chunk = simulate(one, firstPath, count);
        expect(checkSummary(chunk, one.shape, { firstPath, count }), `seed ${seed}`).toBeNull();
        mergeSummary(merged, chunk, one.shape);
        firstPath += count;
        const kept = structuredClone(merged);
        sealSummary(kept, one.shape);
        expect(checkSummary(kept, one.shape, { firstPath: 0, count: firstPath }), `seed ${seed}`).toBeNull();
      }
    }
  });
});

describe('nonsense under a right digest', () => {
  it('has hundreds of places', () => {
    expect(check(arrived())).toBeNull();
    expect(all.length).toBeGreaterThan(200);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])('%f is refused wherever a number stands', (nonsense) => {
    for (const place of all.filter(isNumber)) {
      expect(check(spoilt(place, () => nonsense)), place.join('.')).not.toBeNull();
    }
  });

  it.each([
    ['nothing', () => null],
    ['text', () => 'many'],
    ['another kind of record', () => new Map([['sum', 1]])],
    ['an empty record', () => ({})],
    ['an empty list', () => []],
    ['a list without content', () => Object.assign([], { length: 2 ** 32 - 1 })],
    ['a date', () => new Date(0)],
    ['a big number', () => 2n ** 70n],
    [
      'a cycle',
      () => {
        const cycle: Holder = {};
        cycle.accumulators = cycle;
        return cycle;
      },
    ],
    ['one number less', (before: unknown) => (before instanceof Float64Array ? before.slice(1) : null)],
    [
      'one number more',
      (before: unknown) => (before instanceof Float64Array ? new Float64Array(before.length + 1) : null),
    ],
    ['numbers of another type', (before: unknown) => (before instanceof Float64Array ? [...before] : null)],
  ])('in place of any part %s is refused', (_, make) => {
    for (const place of all.filter((one) => typeof at(one) === 'object' && at(one) !== null)) {
      expect(check(spoilt(place, make)), place.join('.')).not.toBeNull();
    }
    expect(check(make(arrived())), 'the whole').not.toBeNull();
  });

  it('a field that is missing, or one too many, is refused in every record', () => {
    for (const place of all.filter((one) => at(one)?.constructor === Object)) {
      for (const name of Object.keys(at(place) as object)) {
        const without = spoilt(place, (part) => {
          const { [name]: _, ...rest } = part as Holder;
          return rest;
        });
        expect(check(without), `${place.join('.')} without ${name}`).not.toBeNull();
      }
      expect(check(spoilt(place, (part) => ({ ...(part as Holder), more: 1 }))), place.join('.')).not.toBeNull();
    }
  });

  const contradictions: Record<string, (summary: Summary) => void> = {
    'another first path': (summary) => Object.assign(summary, { firstPath: 41 }),
    'more paths than were asked for': (summary) => Object.assign(summary, { paths: 481 }),
    'more events than paths': ({ accumulators: { probabilities } }) => counts(probabilities, 'happened').sum.fill(481),
    'a half event': ({ accumulators: { probabilities } }) => counts(probabilities, 'happened').sum.fill(0.5),
    'discordant pairs that do not fit to the events': ({ accumulators: { probabilities } }) => {
      for (const sums of Object.values(counts(probabilities, 'leftOnly'))) sums.fill(1);
    },
    'a curve of another number of events than the probability': ({ accumulators: { survival } }) => {
      for (const sums of Object.values(counts(survival, 'histogram'))) sums[0] = sums[0] === 0 ? 1 : 0;
    },
    'a smallest value above the largest': ({ accumulators: { means } }) => {
      const { extremes } = (means as { moments: { extremes: Record<string, Float64Array> } }).moments;
      extremes.lowest!.set(extremes.highest!.subarray(0, 8).map((value) => -value - 1));
    },
    'a mean beyond the largest value': ({ accumulators: { means } }) => {
      (means as { moments: { sum: Float64Array } }).moments.sum[0] = 1e12;
    },
    'a path of another range': ({ accumulators: { tail } }) => void (losses(tail).paths[0] = 3),
    'paths out of order': ({ accumulators: { tail } }) => losses(tail).paths.set(losses(tail).paths.toReversed()),
    'a loss that is not that of its parts': ({ accumulators: { tail } }) => void (losses(tail).losses[0]! += 1_000),
    'the largest losses left out': ({ accumulators: { tail } }) => {
      const kept = losses(tail);
      Object.assign(kept, {
        count: 1,
        paths: kept.paths.slice(0, 1),
        losses: kept.losses.slice(0, 1),
        parts: kept.parts.slice(0, kept.width),
      });
    },
    'no accumulators': (summary) => Object.assign(summary, { accumulators: {} }),
    'an empty summary': (summary) => Object.assign(summary.accumulators, createSummary(shape, 40).accumulators),
  };
  it.each(Object.keys(contradictions))('%s is refused', (name) => {
    const summary = arrived();
    contradictions[name]!(summary);
    expect(check(summary)).not.toBeNull();
  });
});

interface SomeLosses {
  readonly width: number;
  readonly paths: Uint32Array;
  readonly losses: Float64Array;
  readonly parts: Float64Array;
}

const losses = (tail: unknown) => (tail as { schemes: SomeLosses[] }).schemes[0]!;
const counts = (accumulator: unknown, name: string) =>
  (accumulator as Record<string, Record<'sum' | 'squares' | 'largest', Float64Array>>)[name]!;
