import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { MarginLabError } from '../../base/errors.ts';
import { formatBytes } from '../../base/quantities.ts';
import type { Study } from '../../study/study.ts';
import { type Budget, formatBudget } from './budget.ts';

/** What the machine has, as far as a run depends on it. All in bytes. */
export interface Machine {
  /** What this process takes of the memory now. */
  usedMemory(): number;
  /** What it may still take: of the machine, or of the container that it runs in. */
  freeMemory(): number;
  /** The most that the heap of the main thread may hold; beyond it the process is ended without a word. */
  heapLimit(): number;
  /** What is free where a folder is, or will be; null if that cannot be told. */
  freeDisk(folder: string): Promise<number | null>;
}

export const nodeMachine: Machine = {
  usedMemory: () => process.memoryUsage.rss(),
  freeMemory() {
    // Of a container this process is the one that counts: what else is counted there is mostly files, which give way.
    const ofContainer = process.constrainedMemory();
    const left = ofContainer > 0 && ofContainer < totalmem() ? ofContainer - process.memoryUsage.rss() : Infinity;
    return Math.min(freemem(), left);
  },
  heapLimit: () => getHeapStatistics().heap_size_limit,
  async freeDisk(folder) {
    for (let place = resolve(folder); ; place = dirname(place)) {
      try {
        const { bavail, bsize } = await statfs(place);
        return bavail * bsize;
      } catch {
        if (dirname(place) === place) return null;
      }
    }
  },
};

/** What a run asks of a machine. */
interface Asked {
  readonly study: Study;
  readonly budget: Budget;
  readonly threads: number;
  /** The budget with so many threads. */
  readonly estimate: (threads: number) => Budget;
  /** Where the run folder will be; null if nothing is written, or most of it stands there already. */
  readonly results: string | null;
}

/** Throws a `limit` error if a run is foretold to take more than the machine has, and says with how many threads it would fit. */
export async function checkMachine(
  machine: Machine,
  { study, budget, threads, estimate, results }: Asked,
): Promise<void> {
  const { memoryBytes, heapBytes, diskBytes } = budget;
  const memory = machine.usedMemory() + machine.freeMemory();
  const heap = machine.heapLimit();
  const disk = results === null ? null : await machine.freeDisk(results);
  const lines: string[] = [];
  if (memoryBytes > memory) {
    lines.push(`memory: ${formatBytes(memoryBytes)}; ${formatBytes(memory)} are free${fewerThreads()}`);
  }
  if (heapBytes > heap) {
    lines.push(
      `memory of the main thread, for the figures: ${formatBytes(heapBytes)}; ${formatBytes(heap)} are allowed ` +
        '(NODE_OPTIONS=--max-old-space-size=MEGABYTES allows more; fewer schemes, positions, tags or levels need less)',
    );
  }
  if (disk !== null && diskBytes > disk) {
    lines.push(`disk: ${formatBytes(diskBytes)}; ${formatBytes(disk)} are free at ${results}`);
  }
  if (lines.length === 0) return;
  const what = `'${study.name}' needs more than this machine has:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  throw new MarginLabError('limit', `${what}\nEstimate of the whole: ${formatBudget(budget)}.`);

  function fewerThreads(): string {
    for (let fewer = threads - 1; fewer > 0; fewer--) {
      const { memoryBytes: less } = estimate(fewer);
      if (less <= memory) return `; ${formatBytes(less)} with --threads ${fewer}`;
    }
    return '';
  }
}
