import { describe, expect, it } from 'vitest';
import { denseMeanInterval, largestShare } from '../../../src/stats/inference/mean.ts';

describe('a mean to which most paths contribute, one of them more than any other', () => {
  const paths = 10_000;
  const large = 1_000;
  // 10,000 amounts of mean 10 and standard deviation 10, one of which is 1,000.
  const sample = {
    paths,
    mean: 10,
    squares: 100 * paths + large * large,
    highest: Float64Array.of(large, 40, 39, 38),
    lowest: Float64Array.of(0, 0, 0, 0),
  };

  it('reaches further up than down where no amount is below 0: an unseen one can only add to it', () => {
    expect(largestShare(sample)).toBeGreaterThan(0.05);
    const { low, high } = denseMeanInterval({ ...sample, nonnegative: true })!;
    // Without the large amount the mean is 0.1 lower and has an error of 0.1.
    expect(sample.mean - low).toBeLessThan(Math.hypot(0.1, 1.97 * 0.1));
    expect(high - sample.mean).toBeGreaterThan(sample.mean - low);
  });

  it('reaches down as well where amounts have either sign: one as large may be missing there', () => {
    const { low } = denseMeanInterval(sample)!;
    expect(sample.mean - low).toBeGreaterThan(0.3);
  });
});
