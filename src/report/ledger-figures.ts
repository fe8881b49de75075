import type { Decimal } from 'decimal.js';

/** Two decimals, thousands separated; more decimals where two would show nothing of an amount. */
export function money(amount: Decimal): string {
  const decimals = amount.isZero() || amount.abs().gte(0.005) ? 2 : 8;
  const [whole = '', fraction = ''] = amount.abs().toFixed(decimals).split('.');
  const sign = amount.lt(0) ? '-' : '';
  return `${sign}${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}

/** Eight significant digits at most, without an exponent. */
export function price(value: Decimal): string {
  return value.toSignificantDigits(8).toFixed();
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
