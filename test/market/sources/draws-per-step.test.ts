import { expect, it } from 'vitest';
import { compile } from '../../../src/engine/compile/compile.ts';
import type { Market } from '../../../src/market/model.ts';
import { sourceOf } from '../../../src/market/sources/registry.ts';
import { record } from '../../engine/support/record.ts';
import { marketOf, scenarioOf } from '../../engine/support/scenario.ts';
import { LIMIT, meanScore } from '../../engine/support/scores.ts';

/** Nothing moves but by switches and jumps, which can be counted. Scores: |z| < 4.5, false alarm 6.8e-6 each; the seed is fixed. */
const jump = (probability: number, mean: number) => ({ probability, perHours: 1, mean, sd: 0 });
const rows = [
  [0.9, 0.1],
  [0.3, 0.7],
];
const shares = [0.75, 0.25];

const market = marketOf(
  [100, 50],
  [
    { singleJumps: [jump(0.02, 0.01), null] },
    { commonJump: { ...jump(0.05, 0.1), beta: [1, 1], spread: [0, 0] }, singleJumps: [jump(0.02, 0.01), null] },
  ],
  { transition: { perHours: 1, rows }, start: shares },
);

function drawsPerStep({ model }: Market, stepHours: number) {
  return sourceOf(model).drawsPerStep(model, stepHours);
}

it('switches and jumps are as many a step as the kernel draws', () => {
  const steps = 24;
  const held = [
    { asset: 0, quantity: 1 },
    { asset: 1, quantity: 1 },
  ];
  const { regimes, returns } = record(compile(scenarioOf(market, held, { steps })), 8_000);
  const paths = Array.from({ length: 8_000 }, (_, path) => path);
  const perPath = (count: (k: number) => number, from = 0) =>
    paths.map((path) => {
      let sum = 0;
      for (let step = from; step < steps; step++) sum += count(path * steps + step);
      return sum / (steps - from);
    });
  const { switches, commonJumps, singleJumps, mixings } = drawsPerStep(market, 1);
  expect(mixings).toBe(0);
  const switched = perPath((k) => Number(regimes[k] !== regimes[k - 1]), 1);
  const common = perPath((k) => Number(returns[1]![k]! > 0.05));
  const single = perPath((k) => Number(returns[0]![k]! - returns[1]![k]! > 0.005));
  expect(Math.abs(meanScore(switched, switches))).toBeLessThan(LIMIT);
  expect(Math.abs(meanScore(common, commonJumps))).toBeLessThan(LIMIT);
  expect(Math.abs(meanScore(single, singleJumps))).toBeLessThan(LIMIT);
});

it('a longer step holds so many more of them, and a mixing variable for each interval of the shocks', () => {
  const { model } = market;
  const heavy = { ...market, model: { ...model, shocks: { law: 'student-t' as const, degrees: 4.5, perHours: 1 } } };
  const [hour, day] = [drawsPerStep(heavy, 1), drawsPerStep(heavy, 24)];
  for (const [kind, count] of Object.entries(hour)) {
    expect(day[kind as keyof typeof day] / count, kind).toBeCloseTo(24, 9);
  }
  expect(hour.mixings).toBe(1);
});
