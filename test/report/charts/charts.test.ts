import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coordinate, element, write } from '../../../src/report/charts/element.ts';
import { pathData, thinned } from '../../../src/report/charts/line.ts';
import { drawPage } from '../../../src/report/charts/page.ts';
import { extent, linearScale, tickLabels, ticks, timeTicks } from '../../../src/report/charts/scale.ts';
import { elementsOf, parseXml, textOf } from './xml.ts';

const seed = 20_261_123;
console.log(`seed: ${seed}`);

describe('an SVG element', () => {
  it('holds any text unharmed, as text and as an attribute', () => {
    const anyText = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\p{Cc}\p{Cn}\p{Cs}]/u.test(text));
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseXml(write(element('g', { id: text }, element('title', {}, text))));
        expect(parsed.attributes.id).toBe(text);
        expect(textOf(parsed)).toBe(text);
      }),
      { seed },
    );
    expect(write(element('text', {}, '</text><script>"&'))).toBe('<text>&lt;/text&gt;&lt;script&gt;&quot;&amp;</text>');
  });

  it('replaces characters that XML does not know', () => {
    expect(write('a\u0000b\u001Bc\uD800d\uFFFE')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFD');
  });

  it.each([
    [0, '0'],
    [-0.001, '0'],
    [1 / 3, '0.33'],
    [1200, '1200'],
    [-2.5, '-2.5'],
    [1e-9, '0'],
  ])('writes %d as %s', (value, text) => expect(coordinate(value)).toBe(text));

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => coordinate(value)).toThrow(RangeError);
  });
});

describe('an axis', () => {
  // Heckbert (1990), Graphics Gems p. 61: 105 to 543 in about 5 steps gives multiples of 100.
  it('has round figures', () => {
    expect(ticks(105, 543, 5)).toEqual([200, 300, 400, 500]);
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(0.7, 1.2, 5)).toEqual([0.7, 0.8, 0.9, 1, 1.1, 1.2]);
    expect(ticks(-30_000, 20_000, 4)).toEqual([-20_000, 0, 20_000]);
    expect(timeTicks(0, 30, 8, [1, 2, 5, 7])).toEqual([0, 5, 10, 15, 20, 25, 30]);
  });

  it('has labels that tell neighbours apart, and ticks inside its range', () => {
    expect(tickLabels([0, 25_000, 50_000])).toEqual(['0', '25k', '50k']);
    expect(tickLabels([5_000, 7_500, 10_000])).toEqual(['5.0k', '7.5k', '10.0k']);
    expect(tickLabels([-2_000, 0, 2_000])).toEqual(['\u22122,000', '0', '2,000']);
    expect(tickLabels([0.8, 0.9, 1])).toEqual(['0.8', '0.9', '1.0']);
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        (from, width) => {
          const values = ticks(from, from + width, 5);
          const labels = tickLabels(values);
          expect(values.length).toBeLessThan(15);
          const slack = 1e-6 * width;
          expect(values.every((value) => value >= from - slack && value <= from + width + slack)).toBe(true);
          if (width > 1e-6 * Math.abs(from)) expect(new Set(labels).size).toBe(labels.length);
        },
      ),
      { seed, numRuns: 500 },
    );
  });

  it('maps linearly, and everything to the middle where there is no range', () => {
    expect(linearScale(10, 20, 100, 0)(12.5)).toBe(75);
    expect(linearScale(10, 10, 100, 0)(10)).toBe(50);
    expect(extent([3, Number.NaN, -1])).toEqual([-1, 3]);
    expect(extent([])).toEqual([0, 1]);
  });
});

describe('a curve', () => {
  it('has gaps where there is no figure', () => {
    expect(pathData({ x: [0, 1, 2, 3, 4], y: [1, 2, Number.NaN, 4, 5] })).toBe('M0 1L1 2M3 4L4 5');
  });

  it('keeps its first, lowest, highest and last point in every strip when it is thinned', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 400 }), (y) => {
        const x = y.map((_, index) => index / 37);
        const few = thinned({ x, y }, 1);
        const strip = (at: number) => Math.floor(at);
        for (const [number, members] of Map.groupBy(
          x.map((at, index) => ({ at, y: y[index]! })),
          ({ at }) => strip(at),
        )) {
          const kept = Array.from(few.x, (at, index) => ({ at, y: few.y[index]! })).filter(
            ({ at }) => strip(at) === number,
          );
          expect(extent(kept.map((point) => point.y))).toEqual(extent(members.map((point) => point.y)));
          expect([kept[0], kept.at(-1)]).toEqual([members[0], members.at(-1)]);
          expect(kept.length).toBeLessThanOrEqual(4);
        }
      }),
      { seed },
    );
  });
});

describe('a page', () => {
  const time = { from: 0, to: 2, ticks: [0, 1, 2], labels: ['0', '1', '2'], title: 'days' };
  const style = { name: 'end <of> it', shape: 'circle', colour: '#000000' } as const;
  const curve = { name: 'a & b', colour: '#0072b2', isDashed: false, points: { x: [0, 1, 2], y: [1, 4, 2] } };
  const panel = {
    title: 'Panel "one"',
    yTitle: 'USDT',
    curves: [curve],
    marks: [{ style, x: 1, y: 4, title: 'top' }],
    baseline: 0,
  };
  const page = {
    title: 'A page',
    caption: 'What it shows.',
    columns: [{ title: 'left', panels: [panel, panel] }],
    time,
  };
  const svg = drawPage({ ...page, legend: [curve, { name: 'mark', mark: style }] });

  it('is a well-formed document with a title, a description, and every text', () => {
    const document = parseXml(svg);
    expect(document.name).toBe('svg');
    const [title, description] = document.children.filter((child) => typeof child !== 'string');
    expect([textOf(title!), textOf(description!)]).toEqual(['A page', 'What it shows.']);
    const texts = elementsOf(document)
      .filter(({ name }) => name === 'text')
      .map(textOf);
    expect(texts).toEqual(
      expect.arrayContaining(['A page', 'left', 'Panel "one"', 'USDT', 'days', 'a & b', 'What it shows.']),
    );
  });

  it('draws everything inside itself', () => {
    const document = parseXml(svg);
    const [width, height] = [Number(document.attributes.width), Number(document.attributes.height)];
    for (const { attributes } of elementsOf(document)) {
      for (const x of [attributes.x, attributes.x1, attributes.x2]) {
        if (x !== undefined) expect(Number(x)).toBeLessThanOrEqual(width);
      }
      for (const y of [attributes.y, attributes.y1, attributes.y2]) {
        if (y !== undefined) expect(Number(y)).toBeLessThanOrEqual(height);
      }
    }
  });

  it('is the same for the same data, and stands also without any', () => {
    expect(drawPage({ ...page, legend: [curve, { name: 'mark', mark: style }] })).toBe(svg);
    expect(() => parseXml(drawPage({ ...page, columns: [], legend: [] }))).not.toThrow();
  });
});
