import type { TracedCheck } from '../../exact/ledger.ts';

/** Equity and requirement of a pool at every check of a path: `[step]`, NaN where it was not checked. */
export interface PoolTrace {
  readonly equity: Float64Array;
  readonly requirement: Float64Array;
}

/** The checks of every pool of every scheme. */
export interface LedgerTrace {
  readonly add: (check: TracedCheck) => void;
  /** Undefined for a pool that was never checked. */
  readonly ofPool: (scheme: string, pool: string) => PoolTrace | undefined;
}

function key(scheme: string, pool: string): string {
  return JSON.stringify([scheme, pool]);
}

/** Collects the checks of a path of so many steps, as numbers to draw. */
export function createTrace(steps: number): LedgerTrace {
  const pools = new Map<string, PoolTrace>();
  const empty = () => new Float64Array(steps + 1).fill(Number.NaN);
  return {
    add({ scheme, pool, step, equity, requirement }) {
      const name = key(scheme, pool);
      const trace = pools.get(name) ?? { equity: empty(), requirement: empty() };
      pools.set(name, trace);
      trace.equity[step] = equity.toNumber();
      trace.requirement[step] = requirement.toNumber();
    },
    ofPool: (scheme, pool) => pools.get(key(scheme, pool)),
  };
}
