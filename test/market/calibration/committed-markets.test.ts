import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { correlationFault } from '../../../src/market/correlation.ts';
import { stationaryLaw, stepTransition, transitionFault } from '../../../src/market/transition.ts';
import { loadMarket } from '../../../src/study/load.ts';
import { flatMarket } from '../../support/regime-market.ts';

const folder = fileURLToPath(new URL('../../../experiments/markets/', import.meta.url));
/** Those that were calibrated: a stylised market is chosen, not made. */
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .filter((name) => !readFileSync(folder + name, 'utf8').includes('kind: stylised'));

it('the four calibrated markets are there', () => {
  for (const name of ['btc-eth-2019', 'crypto-majors', 'crypto-majors-daily', 'crypto-majors-three'])
    expect(files).toContain(`${name}.yaml`);
});

describe.each(files)('%s', (file) => {
  const text = readFileSync(folder + file, 'utf8');
  const market = parse(text);
  const regimes: { correlation?: number[][]; volatility: Record<string, string> }[] = Object.values(market.regimes);
  const correlations = regimes.map(({ correlation }) => correlation ?? market.correlation);

  it('has correlation matrices and a chain that has a step of an hour', () => {
    for (const correlation of correlations) expect(correlationFault(correlation)).toBeNull();
    const { per, rows } = market.transition;
    expect(transitionFault(rows)).toBeNull();
    expect(stationaryLaw(rows)).toHaveLength(regimes.length);
    const perHours = { '1h': 1, '2h': 2, '1d': 24 }[String(per)];
    expect(transitionFault(stepTransition({ perHours: perHours!, rows }, 1))).toBeNull();
  });

  it('is read by an experiment as it is written', () => {
    const read = loadMarket(folder + file);
    const flat = flatMarket(read);
    expect(read.assets).toEqual(Object.keys(market.assets));
    expect(flat.regimes.map(({ correlation }) => correlation)).toEqual(correlations);
    expect(flat.shocks).toMatchObject({ law: 'student-t', perHours: flat.transition.perHours });
    expect(flat.transition.rows).toEqual(market.transition.rows);
    expect(market['funding-per']).toBe('8h');
    expect(
      read.regimes.every(({ funding }) => funding.every(({ sd, reversionHours }) => sd > 0 && reversionHours > 1)),
    ).toBe(true);
  });

  it('has regimes in order of volatility, and tells how well each figure is known', () => {
    const levels = regimes.map(({ volatility }) =>
      Object.values(volatility).reduce((sum, value) => sum + Math.log(Number.parseFloat(value)), 0),
    );
    expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    for (const [name, errors] of Object.entries<Record<string, string>>(market.source['standard-errors'].volatility)) {
      for (const [asset, error] of Object.entries(errors)) {
        const share = Number.parseFloat(error) / Number.parseFloat(market.regimes[name].volatility[asset]);
        expect(share).toBeGreaterThan(0.002);
        expect(share).toBeLessThan(0.3);
      }
    }
  });

  it('says where it came from, by names and digests and no folder', () => {
    for (const price of market.source.prices) {
      expect(price.file).not.toContain('/');
      expect(price.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(text).not.toMatch(/\/(home|root|tmp|Users)\//);
  });
});
