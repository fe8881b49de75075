import seedrandom from 'seedrandom';

/** Other cases than the ordinary ones, as for fast-check (`setup.ts`). */
const others = process.env['PROPERTY_SEED'];

/** A generator for test inputs whose seed is printed, so that a failure can be repeated; `PROPERTY_SEED=7` draws other inputs. */
export function seeded(name: string): () => number {
  const seed = others === undefined ? name : `${name}, ${others}`;
  console.log(`seed: ${seed}`);
  return seedrandom(seed);
}
