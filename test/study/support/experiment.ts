import { InputError } from '../../../src/base/errors.ts';
import type { Scenario } from '../../../src/engine/scenario.ts';
import { parseStudy, type StudyOverrides } from '../../../src/study/parse.ts';
import type { Study } from '../../../src/study/study.ts';

/** Sections of a small sound experiment; a test replaces those that it is about. */
const sections = {
  name: 'name: small',
  market: 'market: { assets: { BTC: 60_000, ETH: 2_500 }, regimes: { only: { volatility: 60%, correlation: 0.8 } } }',
  venue: 'venue: { maintenance: 0.5% }',
  collateral: 'collateral: { USDT: 20_000 }',
  positions: [
    'positions:',
    '  btc: { asset: BTC, side: long, notional: 60_000 }',
    '  eth: { asset: ETH, side: short, notional: 40_000 }',
  ].join('\n'),
  schemes: 'schemes: { isolated: { pools: each }, cross: { pools: one } }',
  horizon: 'horizon: 7d',
  step: 'step: 1h',
  paths: 'paths: 1_000',
};

export type Sections = Partial<Record<keyof typeof sections | 'rest', string>>;

export function experimentText(changes: Sections = {}): string {
  return [...Object.values({ ...sections, ...changes }), ''].join('\n');
}

export function study(changes: Sections = {}, overrides: StudyOverrides = {}): Study {
  return parseStudy(experimentText(changes), { file: 'small.yaml', overrides });
}

/** The only scenario of an experiment without a sweep. */
export function scenario(changes: Sections = {}, overrides: StudyOverrides = {}): Scenario {
  const { scenarios } = study(changes, overrides);
  const [only] = scenarios;
  if (only === undefined || scenarios.length !== 1) throw new Error(`expected one scenario, got ${scenarios.length}`);
  return only;
}

/** The messages of the problems that a task throws; it fails if the task throws anything else or nothing. */
export function problemsOf(task: () => unknown): string[] {
  try {
    task();
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n');
    throw error;
  }
  throw new Error('expected an InputError');
}
