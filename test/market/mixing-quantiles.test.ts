import { describe, expect, it } from 'vitest';
import { mixingQuantiles } from '../../src/market/mixing-quantiles.ts';

const fraction = new Float64Array(1);
const bits = new BigInt64Array(fraction.buffer);

/** W of a word, read from the table as the kernel reads it. */
function quantileOf(table: Float64Array, word: number): number {
  const half = word >= 2 ** 31 ? 1 : 0;
  fraction[0] = (half === 1 ? 2 ** 32 - 1 - word : word) + 0.5;
  const cell = 4 * (half * 1024 + Number(bits[0]! >> 47n) - (1022 << 5));
  const t = Number(bits[0]! & ((1n << 47n) - 1n)) / 2 ** 47;
  return table[cell]! + t * (table[cell + 1]! + t * (table[cell + 2]! + t * table[cell + 3]!));
}

describe('quantiles of the mixing variable', () => {
  /** (nu - 2) / (2 y), y the gammaincinv or gammainccinv of SciPy 1.17.1 of shape nu / 2 at (w + 1/2) 2^-32. */
  const wanted: Readonly<Record<string, readonly (readonly [word: number, w: number])[]>> = {
    '2.1': [
      [0, 141526980.638312],
      [1, 49709345.6512966],
      [7, 10733771.0389265],
      [1000, 101576.744780818],
      [123456, 1035.31584705814],
      [98765432, 1.75473573264354],
      [1500000000, 0.107102950687205],
      [2147483647, 0.0674186611544547],
      [2147483648, 0.0674186611105464],
      [3000000000, 0.039587497061859],
      [4200000000, 0.0127637908932625],
      [4294900000, 0.00445803469824732],
      [4294967294, 0.00227699769372659],
      [4294967295, 0.002168285131063],
    ],
    '2.5': [
      [0, 20033047.2065894],
      [1, 8318595.50836931],
      [7, 2295482.51246858],
      [1000, 45787.6434219724],
      [123456, 971.990918562349],
      [98765432, 4.51429776446395],
      [1500000000, 0.403155830272079],
      [2147483647, 0.266830640537146],
      [2147483648, 0.266830640381239],
      [3000000000, 0.164902965636528],
      [4200000000, 0.0578007414108463],
      [4294900000, 0.0211883379183192],
      [4294967294, 0.0110305397303747],
      [4294967295, 0.0105154967729425],
    ],
    '4.7': [
      [0, 14638.1559873946],
      [1, 9171.68063162887],
      [7, 4623.76880498909],
      [1000, 575.981457127618],
      [123456, 73.863662143824],
      [98765432, 3.90042947340579],
      [1500000000, 0.881841015075388],
      [2147483647, 0.666210795138138],
      [2147483648, 0.666210794868868],
      [3000000000, 0.474043793942454],
      [4200000000, 0.213677297757514],
      [4294900000, 0.09254374650046],
      [4294967294, 0.0518389650350005],
      [4294967295, 0.0496373923510888],
    ],
    '9.9': [
      [0, 154.534867864145],
      [1, 123.643860952008],
      [7, 89.1383703276116],
      [1000, 32.7477798702886],
      [123456, 11.952692884818],
      [98765432, 2.53214465144999],
      [1500000000, 1.02802717348924],
      [2147483647, 0.854801711088143],
      [2147483648, 0.854801710857486],
      [3000000000, 0.67828673706323],
      [4200000000, 0.381436735122836],
      [4294900000, 0.197491841997348],
      [4294967294, 0.121334520867243],
      [4294967295, 0.116876368672095],
    ],
    '37.3': [
      [0, 6.75985865472436],
      [1, 6.31409672296042],
      [7, 5.70555485554882],
      [1000, 4.13720795577647],
      [123456, 2.92499647605812],
      [98765432, 1.59574810937473],
      [1500000000, 1.05612893487946],
      [2147483647, 0.963546464052814],
      [2147483648, 0.963546463921623],
      [3000000000, 0.855503038326203],
      [4200000000, 0.623388558401172],
      [4294900000, 0.417317434943771],
      [4294967294, 0.301232704018883],
      [4294967295, 0.293475602364965],
    ],
  };

  it.each(Object.entries(wanted))(
    'of %s degrees are those of SciPy within 1e-7, from the first word to the last',
    (degrees, rows) => {
      const table = mixingQuantiles(Number(degrees));
      for (const [word, w] of rows)
        expect(Math.abs(quantileOf(table, word) / w - 1), `word ${word}`).toBeLessThan(1e-7);
    },
  );

  it('are those of half the squared radii where chi-square has two degrees more than a whole number of pairs: nu = 4 is a sum of two', () => {
    // P(chi^2_4 < x) = 1 - (1 + x/2) e^(-x/2): the probability of the quantile is that of the word.
    const table = mixingQuantiles(4);
    for (const word of [5, 1e4, 1e8, 2e9, 3e9, 4.2e9]) {
      const x = 2 / quantileOf(table, word);
      const below = -Math.expm1(-x / 2) - (x / 2) * Math.exp(-x / 2);
      expect(below / ((word + 0.5) / 2 ** 32)).toBeCloseTo(1, 6);
    }
  });

  it.each([2.1, 4.7, 33.3])('fall from word to word without a step at the bounds of cells (%s degrees)', (degrees) => {
    const table = mixingQuantiles(degrees);
    for (let octave = 3; octave < 31; octave++) {
      for (let cell = 0; cell < 32; cell++) {
        const word = Math.floor(2 ** octave * (1 + cell / 32));
        for (const w of [word, 2 ** 32 - 2 - word]) {
          const fall = quantileOf(table, w) / quantileOf(table, w + 1) - 1;
          expect(fall).toBeGreaterThan(0);
        }
      }
    }
  });
});
