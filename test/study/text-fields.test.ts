import { describe, expect, it } from 'vitest';
import { problemsOf, study } from './support/experiment.ts';

/** Every text field of an experiment that stands beside others, with what it is read as. */
const fields = {
  name: (written: string) => study({ name: `name: ${written}` }).name,
  question: (written: string) => study({ rest: `question: ${written}` }).question,
  seed: (written: string) => study({ rest: `seed: ${written}` }).scenarios[0]?.seed,
};

describe.each(Object.entries(fields))('the text field %s', (field, read) => {
  it.each(['1', '007', '0x10', '1e3', '20261122'])('takes %s as it is written, with or without quotes', (written) => {
    expect(read(written)).toBe(written);
    expect(read(`"${written}"`)).toBe(written);
  });

  it.each(['.nan', '.inf', '-.inf', 'true', 'FALSE', 'null', '~', '', '[a]', '{ a: 1 }'])(
    'refuses %s, which is no text',
    (written) => {
      const [problem] = problemsOf(() => read(written));
      expect(problem).toMatch(new RegExp(String.raw`^small\.yaml:\d+:\d+ ${field}: (is no text|must be)`));
    },
  );
});

it('a field of numbers reads them however they are written', () => {
  const sizes = ['1000', '1e3', '1_000', '1000.0', '+1000', '01000', '1.000e+3', '"1000"'];
  for (const size of sizes) expect(study({ paths: `paths: ${size}` }).scenarios[0]?.paths).toBe(1_000);
  const venue = study({ venue: 'venue: { maintenance: 0.5%, slippage: -0.0 }' }).scenarios[0]?.account.venue;
  expect(venue?.slippage).toBe(0);
});

it.each(['1e5', '0x1F', '1INCH'])('the name %s of a field and what refers to it are the same text', (asset) => {
  const changes = {
    market: `market: { assets: { ${asset}: 1 }, regimes: { only: { volatility: 60% } } }`,
    positions: `positions: { p: { asset: ${asset}, side: long, notional: 60_000 } }`,
  };
  expect(study(changes).scenarios[0]?.market.assets).toEqual([asset]);
});
