import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import seedrandom from 'seedrandom';
import type { Random } from '../../support/random.ts';

/**
 * Time and chance of a simulation. Nothing happens but what was scheduled, one thing after another in the order of its time; what goes on
 * in between is what promises bring about by themselves. So a seed decides everything.
 */
export interface World {
  readonly random: Random;
  /** Milliseconds since the simulation began. */
  now(): number;
  /** Has something happen later. */
  after(milliseconds: number, action: () => void): void;
  /** Writes down what happened; part of the digest. */
  note(line: string): void;
  /** Lets everything happen that is scheduled, and what follows from it. Throws if that does not end. */
  run(): Promise<void>;
  readonly lines: readonly string[];
  /** SHA-256 of all lines. */
  digest(): string;
}

/** Far more than happens in a mix. */
const mostEvents = 50_000;

export function createWorld(seed: string): World {
  const random = seedrandom(seed);
  const queue: { readonly time: number; readonly action: () => void }[] = [];
  const lines: string[] = [];
  let time = 0;
  return {
    random,
    lines,
    now: () => time,
    after(milliseconds, action) {
      const event = { time: time + milliseconds, action };
      // Behind those of the same time.
      const at = queue.findLastIndex((other) => other.time <= event.time);
      queue.splice(at + 1, 0, event);
    },
    note: (line) => void lines.push(`${time} ${line}`),
    async run() {
      for (let events = 0; ; events++) {
        // What promises bring about comes first.
        await nextTurn();
        const next = queue.shift();
        if (next === undefined) return;
        if (events > mostEvents) throw new Error(`no end after ${mostEvents} events`);
        time = next.time;
        next.action();
      }
    },
    digest: () => createHash('sha256').update(lines.join('\n')).digest('hex'),
  };
}
