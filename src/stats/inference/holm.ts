/**
 * Step-down adjustment of p-values for testing several hypotheses at once (Holm, Scandinavian Journal of Statistics 6, 1979): the
 * probability of even one false alarm among them stays below the level that adjusted values are compared with. Same order as given.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).toSorted((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues[index] ?? 1) * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
