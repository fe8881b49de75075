/**
 * The block: what a source fills and all that follows reads. Log returns of every asset, step and lane, the regime of every step and
 * lane, the log weight of every lane; and the share that the venue deleverages its book by, which the kernel draws whatever the source.
 */
import { BLOCK_STEPS, int, LANES, ROW, setInt, storeBoth, VECTOR, WORD_ROW } from './lanes';
import { deleveraging, regime, regimes } from './layout';

/** Whether the regime of any lane changes within the block. */
export let switched: bool = false;
/** Counts whenever the regime of any lane changes, or a group of paths begins. */
export let regimeChanges: i32 = 0;
/** Whether the venue deleverages its book on any lane in the block. */
export let deleverages: i32 = 0;

/** The regime of a lane changes in this block. */
export function markSwitch(): void {
  switched = true;
  regimeChanges++;
}

export function markDeleveraging(): void {
  deleverages = 1;
}

/** Begins a block in which every lane keeps its regime and nothing is deleveraged. */
export function keepRegimes(): void {
  // The rows are those of a block before.
  if (switched) {
    const a = v128.load(regime);
    const b = v128.load(regime, VECTOR);
    for (let to = regimes; to < regimes + <usize>BLOCK_STEPS * WORD_ROW; to += WORD_ROW) storeBoth(to, a, b);
  }
  switched = false;
  clearDeleveraging();
}

export function clearDeleveraging(): void {
  if (deleverages) memory.fill(deleveraging, 0, <usize>BLOCK_STEPS * ROW);
  deleverages = 0;
}

/** Takes over the regimes of the first `count` steps of a block that was filled from outside: the last regime is the one now, which also stands for the steps after the horizon. */
export function readRegimes(count: i32): void {
  switched = false;
  for (let lane = 0; lane < LANES; lane++) {
    for (let step = 0; step < BLOCK_STEPS; step++) {
      const before = int(regime, lane);
      const now = step < count ? int(regimes, step * LANES + lane) : before;
      setInt(regimes, step * LANES + lane, now);
      setInt(regime, lane, now);
      if (now != before) markSwitch();
    }
  }
}
