import type { Decimal } from 'decimal.js';

/** Two decimals, thousands separated; more decimals where two would show nothing of an amount. */
export function money(amount: Decimal): string {
  const decimals = amount.abs().lt(5e-9) || amount.abs().gte(0.005) ? 2 : 8;
  const text = grouped(amount.abs().toFixed(decimals));
  return amount.lt(0) && /[1-9]/.test(text) ? `-${text}` : text;
}

/** Thousands separated. */
function grouped(digits: string): string {
  return digits.replaceAll(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
}

/** Eight significant digits at most, thousands separated, without an exponent. */
export function price(value: Decimal): string {
  return grouped(value.toSignificantDigits(8).toFixed());
}

export function percent(value: Decimal): string {
  return `${value.times(100).toSignificantDigits(4).toFixed()} %`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `13 d 04:30` */
export function clock(totalHours: number): string {
  const minutes = Math.round(totalHours * 60);
  const days = Math.floor(minutes / 1440);
  return `${days} d ${twoDigits(Math.floor((minutes % 1440) / 60))}:${twoDigits(minutes % 60)}`;
}

export function hours(count: number): string {
  return Number.isInteger(count) ? `${count} h` : `${Number((count * 60).toFixed(6))} min`;
}

/** Units of an asset, without their sign: eight significant digits at most. */
export function units(count: Decimal): string {
  return price(count.abs());
}

/** A figure with its sign, also if it is above 0. */
export function signed(value: Decimal, format: (value: Decimal) => string): string {
  return `${value.lt(0) ? '-' : '+'}${format(value.abs())}`;
}

/** A level that a policy watches: cover and quotients as numbers, the rest in per cent. */
export function share(of: string, value: Decimal): string {
  const isNumber = of === 'cover' || of === 'correlation' || of === 'volatility-ratio';
  return isNumber ? value.toSignificantDigits(4).toFixed() : percent(value);
}

export type Cells = readonly string[];

/**
 * Lays out a head and rows as lines of aligned columns, two spaces apart, with a rule under the head.
 * `alignment` has one letter per column: l or r.
 */
export function alignColumns(head: Cells, rows: readonly Cells[], alignment: string): string[] {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: Cells) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return alignment[column] === 'r' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}
