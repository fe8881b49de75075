import { formProfits } from '../accounts/units';
import { copyRow, int, ROW, storeRow, VECTOR } from '../lanes';
import {
  collateralAsset,
  collateralCount,
  dirty,
  held,
  heldCollateral,
  highestPnl,
  lowestMarginRatio,
  mark,
  maxDrawdown,
  nextMarginRatio,
  positionCount,
  profit,
  schemeCount,
  settledPnl,
  soldCollateralPnl,
  startPrices,
  unitProfit,
} from '../layout';

/**
 * Looks at every account at the end of the span, after its funding: drawdown, and the lowest margin ratio of the open pools, which
 * the sweep has formed. Schemes to which nothing has happened are alike: the first of them stands for all.
 */
export function watchEnd(): void {
  formProfits(mark);
  let firstClean = -1;
  for (let scheme = 0; scheme < schemeCount; scheme++) {
    const schemeRow = <usize>scheme * ROW;
    if (!int(dirty, scheme)) {
      if (firstClean >= 0) {
        copyDrawdown(firstClean, scheme);
        continue;
      }
      firstClean = scheme;
    }
    const priceRows = profitOf(scheme);
    sumProfit(scheme, mark, priceRows);
    fallBelowHighest(schemeRow, priceRows);
  }
  for (let schemeRow: usize = 0; schemeRow < <usize>schemeCount * ROW; schemeRow += ROW) {
    const lowest = lowestMarginRatio + schemeRow;
    const next = nextMarginRatio + schemeRow;
    storeRow(
      lowest,
      f64x2.pmin(v128.load(lowest), v128.load(next)),
      f64x2.pmin(v128.load(lowest, VECTOR), v128.load(next, VECTOR)),
      f64x2.pmin(v128.load(lowest, 2 * VECTOR), v128.load(next, 2 * VECTOR)),
      f64x2.pmin(v128.load(lowest, 3 * VECTOR), v128.load(next, 3 * VECTOR)),
    );
  }
}

/** Profit of a scheme when it was last looked at; of schemes that are alike, only that of the first. @inline */
export function profitOf(scheme: i32): usize {
  return profit + <usize>scheme * ROW;
}

/**
 * An account's profit from the start of the run to `to`, at the prices at `priceRows`, for which `unitProfit` has been formed. Summed
 * over positions in canonical order, so that the drawdown of an account does not depend on how it is pooled.
 */
export function sumProfit(scheme: i32, priceRows: usize, to: usize): void {
  const settled = settledPnl + <usize>scheme * ROW;
  const gone = soldCollateralPnl + <usize>scheme * ROW;
  let a = f64x2.add(v128.load(settled), v128.load(gone));
  let b = f64x2.add(v128.load(settled, VECTOR), v128.load(gone, VECTOR));
  let c = f64x2.add(v128.load(settled, 2 * VECTOR), v128.load(gone, 2 * VECTOR));
  let d = f64x2.add(v128.load(settled, 3 * VECTOR), v128.load(gone, 3 * VECTOR));
  let unit = unitProfit;
  let amount = held + <usize>(scheme * positionCount) * ROW;
  for (const end = unit + <usize>positionCount * ROW; unit < end; unit += ROW) {
    a = f64x2.add(a, f64x2.mul(v128.load(amount), v128.load(unit)));
    b = f64x2.add(b, f64x2.mul(v128.load(amount, VECTOR), v128.load(unit, VECTOR)));
    c = f64x2.add(c, f64x2.mul(v128.load(amount, 2 * VECTOR), v128.load(unit, 2 * VECTOR)));
    d = f64x2.add(d, f64x2.mul(v128.load(amount, 3 * VECTOR), v128.load(unit, 3 * VECTOR)));
    amount += ROW;
  }
  for (let k = 0; k < collateralCount; k++) {
    const asset = <usize>int(collateralAsset, k);
    const start = v128.load64_splat(startPrices + (asset << 3));
    const from = priceRows + asset * ROW;
    const units = heldCollateral + <usize>(scheme * collateralCount + k) * ROW;
    a = f64x2.add(a, f64x2.mul(v128.load(units), f64x2.sub(v128.load(from), start)));
    b = f64x2.add(b, f64x2.mul(v128.load(units, VECTOR), f64x2.sub(v128.load(from, VECTOR), start)));
    c = f64x2.add(c, f64x2.mul(v128.load(units, 2 * VECTOR), f64x2.sub(v128.load(from, 2 * VECTOR), start)));
    d = f64x2.add(d, f64x2.mul(v128.load(units, 3 * VECTOR), f64x2.sub(v128.load(from, 3 * VECTOR), start)));
  }
  storeRow(to, a, b, c, d);
}

export function copyDrawdown(from: i32, to: i32): void {
  copyRow(highestPnl + <usize>from * ROW, highestPnl + <usize>to * ROW);
  copyRow(maxDrawdown + <usize>from * ROW, maxDrawdown + <usize>to * ROW);
}

/** The highest profit so far and the largest fall below it; `schemeRow` is the byte offset of a scheme's rows. @inline */
function fallBelowHighest(schemeRow: usize, priceRows: usize): void {
  const highest = highestPnl + schemeRow;
  const falls = maxDrawdown + schemeRow;
  const pnlA = v128.load(priceRows);
  const pnlB = v128.load(priceRows, VECTOR);
  const pnlC = v128.load(priceRows, 2 * VECTOR);
  const pnlD = v128.load(priceRows, 3 * VECTOR);
  const highestA = f64x2.pmax(v128.load(highest), pnlA);
  const highestB = f64x2.pmax(v128.load(highest, VECTOR), pnlB);
  const highestC = f64x2.pmax(v128.load(highest, 2 * VECTOR), pnlC);
  const highestD = f64x2.pmax(v128.load(highest, 3 * VECTOR), pnlD);
  const fallA = f64x2.pmax(v128.load(falls), f64x2.sub(highestA, pnlA));
  const fallB = f64x2.pmax(v128.load(falls, VECTOR), f64x2.sub(highestB, pnlB));
  const fallC = f64x2.pmax(v128.load(falls, 2 * VECTOR), f64x2.sub(highestC, pnlC));
  const fallD = f64x2.pmax(v128.load(falls, 3 * VECTOR), f64x2.sub(highestD, pnlD));
  storeRow(highest, highestA, highestB, highestC, highestD);
  storeRow(falls, fallA, fallB, fallC, fallD);
}
