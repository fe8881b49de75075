/** Random values for tests, of a generator with a seed. */
export type Random = () => number;

export const between = (random: Random, low: number, high: number) => low + (high - low) * random();
export const whole = (random: Random, low: number, high: number) => Math.floor(between(random, low, high + 1));
export const chance = (random: Random, probability: number) => random() < probability;
export const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
export const list = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, k) => make(k));

/** The values in another order. */
export function shuffled<T>(random: Random, values: readonly T[]): T[] {
  const order = values.map((value) => ({ value, rank: random() }));
  return order.toSorted((a, b) => a.rank - b.rank).map(({ value }) => value);
}
