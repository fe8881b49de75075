import { roundingShare } from '../figure.ts';
import type { LevelTail } from './level.ts';

/** Below so many tail paths ES has no interval: with one there is no spread. From here on its interval holds (methods in `README.md`). */
export const leastTailPaths = 2;
/** Below so many tail paths the interval of ES holds but is several times as wide as the figure is good for; attribution has none. */
export const fewTailPaths = 10;

/** With fewer expected paths beyond VaR than this, the sample may have none there in 2.5 % of cases: its interval then has no upper end. */
export const leastUpperEnd = -Math.log(0.025);

/** What a reader must know of a figure that rests on few tail paths; null where there are enough. */
export function fewPathsNote({ tailPaths, paths }: LevelTail, leastForInterval = leastTailPaths): string | null {
  if (tailPaths >= fewTailPaths) return null;
  const rests = `rests on ${count(tailPaths)} tail path${tailPaths === 1 ? '' : 's'}`;
  const needed = (wanted: number) => whole(Math.ceil((paths * wanted) / tailPaths - 1e-6));
  return tailPaths < leastForInterval
    ? `${rests}: no full interval; it takes ${needed(leastForInterval)} paths`
    : `${rests}; ${needed(fewTailPaths)} paths would be needed for ${fewTailPaths}`;
}

const wealthIsLost = 'all of the wealth is lost';
/** A smaller share of the tail that lost everything moves no figure by more than its error. */
const leastShareToTell = 0.1;

/** Whether a note says that the wealth cuts a tail off. */
export function tellsOfCap(note: string | null): boolean {
  return note?.includes(wealthIsLost) ?? false;
}

/**
 * What a reader must know of a tail that `wealth` cuts off: of its worst `mass` paths so many lost all there was. Null where less than a
 * tenth did, or where more than that can be lost.
 */
export function cappedNote({ ranked, full, mass }: LevelTail, wealth: number | null): string | null {
  if (!isCappedAt(ranked.losses[0]!, wealth)) return null;
  let lost = 0;
  while (lost <= full && isCappedAt(ranked.losses[lost]!, wealth)) lost++;
  const lostShare = ranked.mass[lost - 1]! / mass;
  if (lostShare < leastShareToTell) return null;
  const where = lost > full ? 'the worst paths' : `${share(lostShare)} of these paths`;
  return `${wealthIsLost} on ${where}: more cannot be lost, bad debt not included`;
}

/** Whether a loss is all of the wealth there is. */
export function isCappedAt(loss: number, wealth: number | null): boolean {
  return wealth !== null && Math.abs(loss - wealth) <= roundingShare * wealth;
}

/** Sentences of one note; null if there is none. */
export function joinNotes(...notes: readonly (string | null)[]): string | null {
  const said = notes.filter((note) => note !== null);
  return said.length === 0 ? null : said.join('; ');
}

function count(paths: number): string {
  return paths < 10 ? String(Number(paths.toPrecision(2))) : whole(paths);
}

function share(value: number): string {
  return `${Number((100 * value).toPrecision(2))} %`;
}

/** `10,000`: with separators, as everywhere in a report. */
function whole(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}
