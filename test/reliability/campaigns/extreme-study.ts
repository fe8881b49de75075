import type { ExperimentFields } from '../../../src/study/load.ts';
import { between, chance, list, pick, type Random, whole } from '../../support/random.ts';

/** A number from a range, its ends and its middle of the logarithms as likely as all others together. */
function extreme(random: Random, smallest: number, largest: number): number {
  const middle = Math.exp(between(random, Math.log(smallest), Math.log(largest)));
  return pick(random, [smallest, largest, middle, middle, middle]);
}

const percent = (value: number) => `${value * 100}%`;
const signed = (random: Random, value: number) => (chance(random, 0.5) ? value : -value);

const steps = ['1s', '1m', '1h', '4h', '8h', '1d', '7d', '30d'];
const hours: Readonly<Record<string, number>> = {
  '1s': 1 / 3_600,
  '1m': 1 / 60,
  '1h': 1,
  '4h': 4,
  '8h': 8,
  '1d': 24,
  '7d': 168,
  '30d': 720,
};

/**
 * A study whose fields are all within what each of them allows, and extreme: what no sensible person would write and every one of whose
 * numbers the limits of the file let pass. `mild` shares of its fields are sensible after all, so that many of these studies run.
 */
export function extremeStudy(random: Random): ExperimentFields {
  const wild = pick(random, [0.1, 0.3, 0.6, 1]);
  const or = <T>(sensible: T, other: () => T): T => (chance(random, wild) ? other() : sensible);
  // Inverse contracts of one pool are in one coin.
  const inverse = chance(random, 0.3);
  const assets = list(inverse ? 1 : whole(random, 1, 3), (k) => `C${k}`);
  const step = or('1h', () => pick(random, steps));
  const count = or(whole(random, 5, 60), () => whole(random, 1, 3_000));
  const jump = () => ({
    probability: or('1%', () => pick(random, ['0%', '100%', '50%', '0.000001%'])),
    // Not many intervals a step, which would take long.
    per: pick(random, steps.slice(steps.indexOf(step))),
    mean: percent(or(-0.05, () => signed(random, extreme(random, 1e-6, 5)))),
    sd: percent(or(0.05, () => pick(random, [0, extreme(random, 1e-6, 5)]))),
  });
  const regime = () => ({
    volatility: percent(or(0.6, () => pick(random, [0, 200, extreme(random, 1e-6, 200)]))),
    drift: percent(or(0, () => signed(random, extreme(random, 1e-6, 20_000)))),
    ...(assets.length > 1 && { correlation: or(0.5, () => pick(random, [0, 1, 0.999999999, -0.3])) }),
    ...(chance(random, 0.4) && {
      jumps: {
        ...(chance(random, 0.5) && {
          common: {
            ...jump(),
            ...(chance(random, 0.5) && {
              beta: signed(random, extreme(random, 1e-3, 10)),
              spread: percent(extreme(random, 1e-6, 5)),
            }),
          },
        }),
        ...(chance(random, 0.5) && { single: { [assets[0]!]: jump() } }),
      },
    }),
    ...(chance(random, 0.4) && {
      funding: or<unknown>('0.01%', () => ({
        mean: percent(signed(random, extreme(random, 1e-9, 1))),
        sd: percent(extreme(random, 1e-9, 1)),
        reversion: pick(random, ['1s', '3d', '3650d']),
      })),
    }),
    ...(chance(random, 0.3) && { haircut: percent(or(0.05, () => pick(random, [0, 1, 0.999999]))) }),
    ...(chance(random, 0.3) && { depth: extreme(random, 1e-6, 1e15) }),
    ...(chance(random, 0.2) && { deleveraging: { probability: pick(random, ['1%', '100%']), per: '1h', share: '2%' } }),
  });
  const regimes = list(whole(random, 1, 2), (k) => [`r${k}`, regime()] as const);
  const policy = () =>
    pick(random, [
      { policy: 'top-up', below: '120%', amount: '5%' },
      { policy: 'deleverage', when: { cover: '130%' }, share: '50%' },
      { policy: 'deleverage', when: { drawdown: '20%', release: '10%' }, share: '10%' },
      { policy: 'stop', distance: '5%' },
    ]);
  return {
    name: 'extreme',
    market: {
      assets: Object.fromEntries(assets.map((asset) => [asset, or(100, () => extreme(random, 1e-12, 1e12))])),
      regimes: Object.fromEntries(regimes),
      ...(regimes.length > 1 && {
        transition: {
          per: step,
          rows: or(
            [
              ['99%', '1%'],
              ['5%', '95%'],
            ],
            () =>
              pick(random, [
                [
                  ['100%', '0%'],
                  ['50%', '50%'],
                ],
                [
                  ['99.9999%', '0.0001%'],
                  ['0.0001%', '99.9999%'],
                ],
              ]),
          ),
        },
      }),
      ...(chance(random, 0.4) && {
        shocks: {
          law: 'student-t',
          degrees: or(4, () => extreme(random, 2.001, 100)),
          ...(chance(random, 0.5) && { per: pick(random, steps) }),
        },
      }),
      ...(chance(random, 0.2) && { 'jump-compensation': true }),
    },
    venue: {
      contract: inverse ? 'inverse' : 'linear',
      maintenance: percent(or(0.005, () => pick(random, [0, 0.5, 1, 1e-9]))),
      taker: percent(or(0.0005, () => pick(random, [0, 0.1]))),
      slippage: percent(or(0.001, () => pick(random, [0, 0.5]))),
      ...(chance(random, 0.3) && { 'liquidation-fee': '1.5%', remainder: 'forfeited' }),
      ...(chance(random, 0.3) && {
        insurance: {
          fund: extreme(random, 1e-6, 1e15),
          beyond: pick(random, ['venue', 'socialised', 'auto-deleveraging']),
        },
      }),
      'funding-every': or('8h', () => step),
    },
    collateral: inverse
      ? Object.fromEntries(assets.map((asset) => [asset, or(1_000, () => extreme(random, 1e-9, 1e15))]))
      : {
          USDT: or(20_000, () => extreme(random, 1e-9, 1e15)),
          ...(chance(random, 0.3) && { [assets[0]!]: extreme(random, 1e-9, 1e15) }),
        },
    positions: Object.fromEntries(
      list(whole(random, 1, 3), (k) => [
        `p${k}`,
        {
          asset: pick(random, assets),
          side: pick(random, ['long', 'short']),
          notional: or(50_000, () => extreme(random, 1e-9, 1e15)),
          ...(chance(random, 0.2) && { entry: extreme(random, 1e-12, 1e12) }),
        },
      ]),
    ),
    ...(chance(random, 0.3) && { leverage: extreme(random, 1e-6, 999) }),
    schemes: {
      isolated: { pools: 'each' },
      cross: { pools: 'one', ...(chance(random, 0.3) && { treasury: '10%', policies: { rule: policy() } }) },
    },
    horizon: `${Math.round(count * hours[step]! * 3_600)}s`,
    step,
    paths: whole(random, 1, 200),
    seed: `extreme ${random()}`,
    precision: pick(random, ['mixed', 'f64']),
    watch: pick(random, ['period-end', 'every-step']),
  };
}
