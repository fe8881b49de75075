import { sha256 } from '../../../src/base/digest.ts';

/** The ways in which an attempt at a chunk may fail, the quick ones several times as often as those that cost a thread or a deadline. */
const quick = [
  'throw',
  'throw nothing',
  'reject',
  'nothing',
  'function',
  'nonsense',
  'huge',
  'no memory',
  'NaN sums',
  'empty accumulators',
  'a cycle',
  'NaN losses',
  'negative counts',
] as const;
const deadly = ['exit', 'unhandled rejection'] as const;
const endless = ['hang', 'busy loop'] as const;

export type HostileKind = (typeof quick)[number] | (typeof deadly)[number] | (typeof endless)[number];

/** In which ways the first attempts at a chunk fail: none of most chunks, one, two, and three of few, which ends the run. */
export function scheduleOf(seed: string, scenarioDigest: string, firstPath: number): HostileKind[] {
  const bytes = Buffer.from(sha256(`${seed} ${scenarioDigest} ${firstPath}`), 'hex');
  const failures = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3][bytes[0]! % 16]!;
  return Array.from({ length: failures }, (_, attempt): HostileKind => {
    const [which, one] = [bytes[1 + 2 * attempt]!, bytes[2 + 2 * attempt]!];
    const kinds = which < 2 ? endless : which < 12 ? deadly : quick;
    return kinds[one % kinds.length]!;
  });
}
