import type { Machine } from '../../src/run/plan/machine.ts';

export const gigabyte = 2 ** 30;

/** A machine that has enough of everything and never changes, but for what is said. */
export function machineWith(changes: Partial<Machine> = {}): Machine {
  return {
    usedMemory: () => gigabyte / 10,
    freeMemory: () => 64 * gigabyte,
    heapLimit: () => 4 * gigabyte,
    freeDisk: async () => 100 * gigabyte,
    ...changes,
  };
}
