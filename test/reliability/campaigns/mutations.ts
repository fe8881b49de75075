import seedrandom from 'seedrandom';
import { faultIn, kinds } from '../../fuzz/kinds.ts';
import { mutated } from '../../fuzz/mutate.ts';
import { pick } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';

/** Sound documents of every kind, changed by the seed: each is read, or refused in words about itself. */
export const mutations: Campaign = async ({ count, seed }) => {
  const names = Object.keys(kinds);
  const failures: string[] = [];
  for (let index = 0; index < count; index++) {
    const random = seedrandom(`${seed} ${index}`);
    const kind = names[index % names.length]!;
    const text = mutated(pick(random, kinds[kind]!.examples), random);
    const fault = faultIn(kind, text);
    if (fault !== null) failures.push(`${kind} ${index} of ${seed}: ${fault}\n${JSON.stringify(text.slice(0, 4_000))}`);
    // Lets signals have their turn.
    if (index % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
  }
  return { tried: count, failures };
};
