import type { Campaign } from '../promise.ts';
import { runMix } from '../simulation/mix.ts';

/** Mixes of the simulated run layer. The first one has the seed itself, so that one that failed can be tried alone. */
export const simulation: Campaign = async ({ count, seed }) => {
  const failures: string[] = [];
  for (let index = 0; index < count; index++) {
    const own = index === 0 ? seed : `${seed}.${index}`;
    const { failures: found } = await runMix(own);
    failures.push(...found.map((failure) => `${failure} (npm run soak -- --only simulation --seed ${own} --count 1)`));
  }
  return { tried: count, failures };
};
