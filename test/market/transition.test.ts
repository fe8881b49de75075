import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { divisibleChain, stationaryLaw, stepTransition, transitionFault } from '../../src/market/transition.ts';

/** Chains that stay more often than they leave, so that roots exist for two regimes. */
const twoRegimes = fc
  .tuple(fc.double({ min: 1e-6, max: 0.45, noNaN: true }), fc.double({ min: 1e-6, max: 0.45, noNaN: true }))
  .map(([a, b]) => [
    [1 - a, a],
    [b, 1 - b],
  ]);

const anyChain = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc
    .array(fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: size, maxLength: size }), {
      minLength: size,
      maxLength: size,
    })
    .map((rows) => rows.map((row) => row.map((value) => value / row.reduce((sum, other) => sum + other, 0)))),
);

function expectClose(
  actual: readonly (readonly number[])[],
  wanted: readonly (readonly number[])[],
  tolerance: number,
): void {
  for (const [i, row] of wanted.entries()) {
    for (const [j, value] of row.entries()) expect(Math.abs(actual[i]![j]! - value)).toBeLessThan(tolerance);
  }
}

describe('transitionFault', () => {
  it.each([
    ['no rows', [], { kind: 'shape' }],
    ['a missing entry', [[1], [0, 1]], { kind: 'shape', row: 0 }],
    [
      'a negative probability',
      [
        [1.1, -0.1],
        [0, 1],
      ],
      { kind: 'out-of-bounds', row: 0, column: 0 },
    ],
    [
      'an entry that is no number',
      [
        [1, 0],
        [Number.NaN, 1],
      ],
      { kind: 'out-of-bounds', row: 1, column: 0 },
    ],
  ])('names %s', (_name, rows, fault) => {
    expect(transitionFault(rows)).toEqual(fault);
  });

  it('names the row that does not sum to 1, and its sum', () => {
    expect(
      transitionFault([
        [0.5, 0.5],
        [0.5, 0.4],
      ]),
    ).toEqual({ kind: 'row-sum', row: 1, sum: 0.9 });
    expect(
      transitionFault([
        [0.5, 0.5 + 5e-10],
        [0.5, 0.5],
      ]),
    ).toBeNull();
  });
});

describe('stationaryLaw', () => {
  it('gives reference case g03: 150 : 50 : 13 by the balance equations', () => {
    // Case g03 of the closed forms: 0.7042253521126766, 0.2347417840375581, 0.06103286384976507.
    const law = stationaryLaw([
      [0.99, 0.008, 0.002],
      [0.03, 0.95, 0.02],
      [0, 0.1, 0.9],
    ]);
    expectClose([law], [[150 / 213, 50 / 213, 13 / 213]], 1e-14);
  });

  it('keeps all digits of a rare regime', () => {
    const law = stationaryLaw([
      [1 - 1e-14, 1e-14],
      [0.5, 0.5],
    ]);
    expect(law[1]! / 2e-14).toBeCloseTo(1, 12);
  });

  it('gives a regime that is left for good probability 0', () => {
    expect(
      stationaryLaw([
        [0.9, 0.1, 0],
        [0, 0.5, 0.5],
        [0, 0.5, 0.5],
      ]),
    ).toEqual([0, 0.5, 0.5]);
  });

  it('refuses a chain with two sets of regimes that cannot be left', () => {
    expect(() =>
      stationaryLaw([
        [1, 0, 0],
        [0.1, 0.8, 0.1],
        [0, 0, 1],
      ]),
    ).toThrow(/no unique stationary law: regimes 1 and 3/);
  });

  property.prop([anyChain], { numRuns: 200 })('is a law that the chain leaves unchanged', (rows) => {
    const law = stationaryLaw(rows);
    const next = rows.map((_, to) => law.reduce((sum, weight, from) => sum + weight * rows[from]![to]!, 0));
    expectClose([law], [next], 1e-14);
    expect(law.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14);
  });
});

describe('stepTransition', () => {
  it('returns the rows themselves for their own interval', () => {
    const rows = [
      [0.998, 0.002],
      [0.02, 0.98],
    ];
    expect(stepTransition({ perHours: 1, rows }, 1)).toEqual(rows);
  });

  it('agrees with the closed form for two regimes: pi + (1 - a - b)^t (I - pi)', () => {
    const [a, b, t] = [0.1, 0.3, 5 / 24];
    const decay = 0.6 ** t;
    const wanted = [
      [(b + a * decay) / 0.4, (a - a * decay) / 0.4],
      [(b - b * decay) / 0.4, (a + b * decay) / 0.4],
    ];
    expectClose(
      stepTransition(
        {
          perHours: 24,
          rows: [
            [1 - a, a],
            [b, 1 - b],
          ],
        },
        5,
      ),
      wanted,
      1e-13,
    );
  });

  property.prop([twoRegimes, fc.integer({ min: 2, max: 48 })], { numRuns: 100 })(
    'a step of 1/n, taken n times, is the whole interval',
    (rows, n) => {
      const part = stepTransition({ perHours: n, rows }, 1);
      expect(transitionFault(part)).toBeNull();
      expectClose(stepTransition({ perHours: 1, rows: part }, n), rows, 1e-11);
    },
  );

  property.prop([anyChain, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })], { numRuns: 100 })(
    'm steps after n steps are m + n steps',
    (rows, m, n) => {
      const [first, second, both] = [m, n, m + n].map((hours) => stepTransition({ perHours: 1, rows }, hours));
      const product = first!.map((row) =>
        rows.map((_, to) => row.reduce((sum, p, via) => sum + p * second![via]![to]!, 0)),
      );
      expectClose(product, both!, 1e-13);
    },
  );

  it.each([
    [
      'that swaps regimes',
      [
        [0.1, 0.9],
        [0.9, 0.1],
      ],
    ],
    [
      'without memory',
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ],
    [
      'that goes round in a circle',
      [
        [0.9, 0.1, 0],
        [0, 0.9, 0.1],
        [0.1, 0, 0.9],
      ],
    ],
  ])('refuses a shorter step of a chain %s', (_name, rows) => {
    expect(() => stepTransition({ perHours: 24, rows }, 1)).toThrow(
      /no chain for a step of 1 h; allowed: a step that is a whole multiple of 24 h/,
    );
  });
});

describe('divisibleChain', () => {
  const daily = [
    [0.915026, 0.072943, 0.012031],
    [0.051518, 0.931406, 0.017076],
    [0.001135, 0.102571, 0.896294],
  ];

  it('raises what keeps a chain from shorter steps, and little else, with room for rounding to millionths', () => {
    expect(() => stepTransition({ perHours: 24, rows: daily }, 1)).toThrow(/no chain for a step of 1 h/);
    const found = divisibleChain(daily)!;
    // The way back by the second regime: 0.1026 / 2 * 0.0515 = 0.0026 at least.
    expect(found[2]![0]).toBeGreaterThan(0.0026);
    for (const [i, row] of found.entries()) {
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 11);
      for (const [j, value] of row.entries()) expect(Math.abs(value - daily[i]![j]!)).toBeLessThan(0.002);
    }
    const rounded = found.map((row) => row.map((value) => Number(value.toFixed(6))));
    for (const [i, row] of rounded.entries()) row[i]! += 1 - row.reduce((sum, value) => sum + value, 0);
    expect(transitionFault(stepTransition({ perHours: 24, rows: rounded }, 0.25))).toBeNull();
  });

  it('leaves a chain that has all steps as it is, and knows one that has none', () => {
    const rows = [
      [0.98, 0.02],
      [0.06, 0.94],
    ];
    for (const [i, row] of divisibleChain(rows)!.entries())
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(rows[i]![j]!, 10);
    expect(
      divisibleChain([
        [0.1, 0.9],
        [0.9, 0.1],
      ]),
    ).toBeNull();
  });
});
