import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateExact } from '../../src/exact/simulate.ts';
import { createTrace, plotLedger } from '../../src/report/ledger/plot.ts';
import { onePool, pathOf } from '../margin/books.ts';
import type { RandomCase } from '../margin/random-accounts.ts';
import { elementsOf, parseXml, textOf } from './charts/xml.ts';
import { ledgerCases } from './ledger-cases.ts';

const seed = 20_261_124;
console.log(`seed: ${seed}`);

function plotOf({ account, start, steps }: RandomCase): string {
  const trace = createTrace(steps.length);
  const results = simulateExact(account, start, steps, { watchedSteps: () => true, trace: trace.add });
  return plotLedger(results, { account, startPrices: start, steps, stepHours: 1, title: 'book, path <3>', trace });
}

describe('the plot of a ledger', () => {
  it('is a well-formed drawing of finite numbers, for random accounts with everything on', () => {
    fc.assert(
      fc.property(ledgerCases, (random) => {
        const svg = plotOf(random);
        expect(svg).not.toMatch(/NaN|Infinity|undefined|\[object/);
        const document = parseXml(svg);
        const elements = elementsOf(document);
        const texts = elements.filter(({ name }) => name === 'text').map(textOf);
        expect(texts[0]).toBe('book, path <3>');
        for (const { name } of random.account.schemes) expect(texts).toContain(`Scheme ${name}`);
        const numbers = elements
          .filter(({ name }) => name === 'path')
          .flatMap(({ attributes }) => attributes.d!.match(/[-\d.]+/g) ?? []);
        expect(numbers.every((number) => Number.isFinite(Number(number)))).toBe(true);
        // Curves of every pool that is shown stay inside their panels, whose frames stand inside the drawing.
        const [width, height] = [Number(document.attributes.width), Number(document.attributes.height)];
        for (const { attributes } of elements.filter(
          ({ name, attributes: of }) => name === 'rect' && of.fill === 'none',
        )) {
          expect(Number(attributes.x) + Number(attributes.width)).toBeLessThan(width);
          expect(Number(attributes.y) + Number(attributes.height)).toBeLessThan(height);
        }
      }),
      { numRuns: 40, seed },
    );
  });

  // Long 10 at 100 with 60 and a treasury: refilled at 99, liquidated at 90 (see ledger.test.ts for how the figures come about).
  it('marks what happened, with its words, and names the marks below', () => {
    const policy = {
      policy: 'top-up',
      name: 'refill',
      pools: [0],
      below: 1.5,
      amount: 30,
      budget: 30,
      cost: 0,
      delaySteps: 0,
    } as const;
    const plain = onePool([[0, 10, 100]], [60]);
    const account = { ...plain, schemes: [{ ...plain.schemes[0]!, treasury: [100], policies: [policy] }] };
    const elements = elementsOf(parseXml(plotOf({ account, start: [100], steps: pathOf([[99], [98], [90], [90]]) })));
    const titles = elements.filter(({ name }) => name === 'title').map(textOf);
    expect(titles.filter((title) => title.startsWith('step'))).toEqual([
      'step 1 (0 d 01:00): refill decides: top up pool all; refill: top-up from the treasury, at a cost of 0.00',
      'step 2 (0 d 02:00): refill decides: top up pool all',
      'step 3 (0 d 03:00): LIQUIDATED: -10.00 <= 45.00 (cover -0.2222, ratio -1.111 %); bad debt of p0, paid into the pool',
    ]);
    const texts = elements.filter(({ name }) => name === 'text').map(textOf);
    expect(texts).toEqual(
      expect.arrayContaining([
        'close that left a bad debt',
        'action of a policy',
        'equity',
        'requirement',
        'price of A0',
      ]),
    );
    expect(texts).not.toContain('takeover by the venue');
  });

  it('shows at most 16 pools of a scheme, those in which something happened, and says how many are left out', () => {
    const rows = Array.from({ length: 20 }, (_, index): [number, number, number] => [index, 1, 100]);
    const whole = onePool(rows, [200]);
    const schemes = [
      {
        ...whole.schemes[0]!,
        pools: rows.map((_, index) => ({ name: `p${index}`, positions: [index], collateral: [10] })),
      },
    ];
    const fallen = rows.map((_, index) => (index === 19 ? 90 : 100));
    const svg = plotOf({ account: { ...whole, schemes }, start: rows.map(() => 100), steps: pathOf([fallen, fallen]) });
    const texts = elementsOf(parseXml(svg))
      .filter(({ name }) => name === 'text')
      .map(textOf);
    const pools = texts.filter((text) => text.startsWith('Pool '));
    expect(pools).toHaveLength(16);
    expect(pools).toContain('Pool p19');
    expect(texts.join(' ')).toContain('4 further pools, in which less happened, are not shown');
  });
});
