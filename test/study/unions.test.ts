import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Findings } from '../../src/study/document/findings.ts';
import { kindsOf } from '../../src/study/forms/choose.ts';
import { experimentForm } from '../../src/study/forms/experiment.ts';
import { read } from '../../src/study/forms/read.ts';
import { deskStudy } from './support/desk.ts';
import { problemsOf } from './support/experiment.ts';

type Schema = z.core.$ZodType;

/** Every union in a form, with the path at which it stands. */
function unionsIn(schema: Schema, path: string): readonly (readonly [path: string, union: z.ZodUnion])[] {
  if (schema instanceof z.ZodOptional) return unionsIn(schema.unwrap(), path);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) => unionsIn(field, `${path}.${name}`));
  }
  if (schema instanceof z.ZodRecord) return unionsIn(schema.valueType, `${path}.*`);
  if (schema instanceof z.ZodArray) return unionsIn(schema.element, `${path}[]`);
  if (schema instanceof z.ZodTuple) {
    return schema.def.items.flatMap((item, index) => unionsIn(item, `${path}[${index}]`));
  }
  if (!(schema instanceof z.ZodUnion)) return [];
  return [[path, schema] as const, ...schema.options.flatMap((option) => unionsIn(option, path))];
}

/** Something that a schema does not take. */
function wrongFor(schema: Schema): unknown {
  return kindsOf(schema).includes('map') ? '?' : { not: 'this' };
}

/** A value that is meant as this alternative, with one thing wrong inside it; null where nothing can be inside. */
function wrongInside(option: Schema): unknown {
  if (option instanceof z.ZodRecord) return { some: wrongFor(option.valueType) };
  if (option instanceof z.ZodArray) return [wrongFor(option.element)];
  if (!(option instanceof z.ZodObject)) return null;
  const fields = Object.entries(option.shape).filter(([, field]) => kindsOf(field).length < 4);
  const named = fields.flatMap(([name, field]) => (field instanceof z.ZodLiteral ? [[name, field.value]] : []));
  const other = fields.find(([, field]) => !(field instanceof z.ZodLiteral));
  if (other === undefined) return { ...Object.fromEntries(named), stranger: 1 };
  return { ...Object.fromEntries(named), [other[0]]: wrongFor(other[1]) };
}

/** What is swept may be anything. */
const unions = unionsIn(experimentForm.omit({ sweep: true }), 'experiment');
const cases = unions.flatMap(([path, union]) =>
  union.options.flatMap((option, index) => {
    const value = wrongInside(option);
    return value === null ? [] : [[path, index, value, union] as const];
  }),
);

describe('where several things may stand', () => {
  it('there are many such fields, so that this test looks at something', () => {
    expect(unions.length).toBeGreaterThan(30);
  });

  it.each(cases)('at %s, alternative %i, the message names what is wrong inside %j', (_path, _index, value, union) => {
    const found = new Findings();
    read(union, value, found);
    expect(found.faults.length).toBeGreaterThan(0);
    for (const { path } of found.faults) expect(path.length).toBeGreaterThan(0);
  });

  it.each(unions)('at %s, what is of no kind that may stand there is told what may', (_path, union) => {
    const found = new Findings();
    const kinds = kindsOf(union);
    if (kinds.includes('list')) return;
    read(union, [], found);
    expect(found.faults).toEqual([
      {
        path: [],
        what: expect.stringMatching(/is of the wrong kind|must be a map/),
        allowed: expect.stringMatching(/./),
      },
    ]);
  });
});

describe('the message names the inner fault', () => {
  const scheme = (fields: string) =>
    `schemes: { s: { pools: { a: [btc-carry, eth-hedge], b: [sol-trend, doge-punt] }, ${fields} } }`;
  it.each([
    [scheme('allocate: { a: { BTC: 10 }, b: 90% }'), /schemes\.s\.allocate\.a: must be an amount .*; got: a map$/],
    [scheme('allocate: [1, 2]'), /schemes\.s\.allocate: is of the wrong kind; allowed: by-notional, equal, by-requirement, or a map; got: a list of 2$/],
    ['schemes: { s: { pools: { a: [btc-carry, [x]] } } }', /schemes\.s\.pools\.a\.1: must be text/],
    ['limits: { min-stressed-distance: { shock: -5%, distanc: 1% } }', /distanc: is not known here \(did you mean distance\?\)/],
    ['limits: { min-stressed-distance: { crash: { shock: -5%, distance: 1 h } } }', /crash\.distance: is not a percentage/],
    ['limits: { max-depth-share: { share: lots } }', /max-depth-share\.share: is not a percentage/],
    [scheme('policies: { p: stop }'), /policies\.p: needs its parameters; allowed: a map such as { policy: stop, … }/],
    [scheme('policies: { p: 5 }'), /policies\.p: must be a map; allowed: a map with policy: top-up, or/],
    [scheme('policies: { p: { policy: stop, distance: { BTC: 5% } } }'), /policies\.p\.distance: must be a percentage/],
    [scheme('policies: { p: { policy: deleverage, share: 50%, when: { volatility: 90%, half-life: 5 } } }'), /when\.half-life: needs a unit/],
  ])('of %s', (fields, message) => {
    expect(problemsOf(() => deskStudy(fields)).join('\n')).toMatch(new RegExp(message.source, 'm'));
  }); // biome-ignore format: a table
});

describe('fields of a form', () => {
  const form = z.strictObject({ a: z.number(), beta: z.number(), c: z.strictObject({ d: z.number() }).optional() });

  it('are read one by one, so that none hides another', () => {
    const found = new Findings();
    expect(read(form, { a: 1, beta: 'x', c: { d: 'y' } }, found)).toEqual({
      a: 1,
      beta: undefined,
      c: { d: undefined },
    });
    expect(found.faults.map(({ path }) => path)).toEqual([['beta'], ['c', 'd']]);
  });

  it('are there and undefined if they were written and could not be read, and absent if they were not written', () => {
    const fields = read(form, { a: 'x', betta: 1 }, new Findings())!;
    expect(Object.keys(fields).toSorted()).toEqual(['a', 'beta']);
  });
});
