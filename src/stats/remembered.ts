/** Makes something when it is first asked for, and gives the same ever after. */
export function remembered<T>(make: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: make() };
    return known.value;
  };
}
