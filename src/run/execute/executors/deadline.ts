/**
 * Does something after so many milliseconds; returns what calls it off. This thread may have been busy for longer than that: what arrived
 * meanwhile has its turn first, and may call it off.
 */
export function afterMs(milliseconds: number, act: () => void): () => void {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    turn = setImmediate(act);
  }, milliseconds);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}
