import { beyondFamilies } from './beyond.ts';
import { dependenceFamilies } from './dependence.ts';
import type { ScoreFamily, ScoreShape } from './family.ts';
import { fundingFamilies } from './funding.ts';
import { jointExtremeFamilies } from './joint-extremes.ts';
import { kurtosisFamilies } from './kurtosis.ts';
import { memoryFamilies } from './memory.ts';
import { sizeFamilies } from './sizes.ts';
import { volatilityFamilies } from './volatility.ts';
import { worstFamilies } from './worst.ts';

/** All families of lines that prices of this shape can tell, in the order in which they are read. */
export function scoreFamilies(shape: ScoreShape): ScoreFamily[] {
  return [
    volatilityFamilies,
    memoryFamilies,
    sizeFamilies,
    kurtosisFamilies,
    beyondFamilies,
    worstFamilies,
    dependenceFamilies,
    jointExtremeFamilies,
    fundingFamilies,
  ].flatMap((families) => families(shape));
}
