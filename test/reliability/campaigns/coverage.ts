import { coverageByKind, measureCoverage } from '../../statistical/coverage.ts';
import { worlds } from '../../statistical/coverage-worlds.ts';
import type { Campaign } from '../promise.ts';

const [paths, truthPaths] = [1_000, 100_000];
/** 95 % less 1.5 %. */
const wanted = 0.935;

/**
 * 95 % intervals over so many runs of each world that is made to break them. The rows of a kind rest on the same paths, so its share has at
 * worst the standard deviation of a single row; the bound lies 4.5 of them below what is wanted, beyond which one of the some hundred kinds
 * falls by chance in one slice of some thousands.
 */
export const coverage: Campaign = async ({ count, seed }) => {
  const lowest = wanted - 4.5 * Math.sqrt((0.95 * 0.05) / count);
  const failures = worlds.flatMap((world) =>
    coverageByKind(measureCoverage(world, { seed: `${seed} ${world.name}`, runs: count, paths, truthPaths }), count)
      .filter(({ printed, coverage: share }) => printed > 0.2 && share < lowest)
      .map(
        ({ kind, coverage: share }) =>
          `${world.name}: the intervals of ${kind} hold the truth in ${share} of ${count} runs`,
      ),
  );
  return { tried: count, failures };
};
