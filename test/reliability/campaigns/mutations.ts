import { isUtf8 } from 'node:buffer';
import seedrandom from 'seedrandom';
import { kinds, readAs } from '../../fuzz/kinds.ts';
import { mutated } from '../../fuzz/mutate.ts';
import { chance, pick } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';

/**
 * The least share of mutations that must be accepted; those of numbers under a digest are refused more often. As they are (9 % of experiments, 2 %
 * of chunks, more of all others) chance brings a kind below it once in ten thousand times or less, from so many on.
 */
const leastOf = (isSealed: boolean) => (isSealed ? { share: 0.005, of: 2_000 } : { share: 0.05, of: 700 });

/**
 * Sound documents of every kind, changed by the seed: each is read, or refused in words about itself. Of those that bear a digest half are
 * given the right one again; the others must be refused. Of all others some must be accepted: where none is, nothing is tried but the parser.
 */
export const mutations: Campaign = async ({ count, seed }) => {
  const names = Object.keys(kinds);
  const failures: string[] = [];
  const open = new Map(names.map((name) => [name, { tried: 0, accepted: 0 }]));
  for (let index = 0; index < count; index++) {
    const random = seedrandom(`${seed} ${index}`);
    const kind = names[index % names.length]!;
    const { examples, seal } = kinds[kind]!;
    const example = pick(random, examples);
    const changed = mutated(example, random);
    const isSealed = seal !== undefined && chance(random, 0.5);
    const content = isSealed ? seal(changed) : changed;
    const { isAccepted, fault } = await readAs(kind, content);
    if (seal === undefined || isSealed) {
      const counts = open.get(kind)!;
      counts.tried++;
      if (isAccepted) counts.accepted++;
    }
    // What only has more at its end is left to `edited-bytes`, which looks at whole folders.
    const isBelieved = isAccepted && seal !== undefined && !isSealed && !beginsWith(content, example);
    const wrong = fault ?? (isBelieved ? 'was changed and is believed' : null);
    if (wrong !== null) failures.push(`${kind} ${index} of ${seed}: ${wrong}\n${shown(content)}`);
    // Lets signals have their turn.
    if (index % 500 === 499) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [kind, { tried, accepted }] of open) {
    const least = leastOf(kinds[kind]!.seal !== undefined);
    if (tried >= least.of && accepted < least.share * tried)
      failures.push(`of ${tried} mutations of ${kind}, ${accepted} were accepted: they are too wild to try anything`);
  }
  return { tried: count, failures };
};

function beginsWith(content: Uint8Array, example: string | Uint8Array): boolean {
  const whole = Buffer.from(example as Uint8Array);
  return whole.equals(content.subarray(0, whole.length));
}

function shown(content: Uint8Array): string {
  const beginning = Buffer.from(content.subarray(0, 3_000));
  return isUtf8(beginning) ? JSON.stringify(beginning.toString()) : `base64 ${beginning.toString('base64')}`;
}
