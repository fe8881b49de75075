import seedrandom from 'seedrandom';

/** A generator for test inputs whose seed is printed, so that a failure can be repeated. */
export function seeded(name: string): () => number {
  console.log(`seed: ${name}`);
  return seedrandom(name);
}
