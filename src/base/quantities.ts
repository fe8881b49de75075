/** `1,234,567`; `1.0e+15` from a million millions on. */
export function formatCount(value: number): string {
  return value < 1e12 ? value.toLocaleString('en-US', { maximumFractionDigits: 0 }) : value.toPrecision(2);
}

/** `4.2 s`, `3 min 20 s`, `5 h 10 min`, `12 days`, `230 years`, `3.1e+4 years`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 2 * 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  const days = seconds / 86_400;
  if (days < 1000) return `${Math.round(days)} days`;
  const years = days / 365;
  return `${years < 100 || years >= 10_000 ? years.toPrecision(2) : Math.round(years)} years`;
}

const byteUnits = [
  [1e15, 'PB'],
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const;

/** `12 B`, `2.4 MB`, `280 MB`, `15 TB`. */
export function formatBytes(bytes: number): string {
  const [size, unit] = byteUnits.find(([least]) => bytes >= least) ?? [1, 'B'];
  const value = bytes / size;
  return `${value < 10 ? value.toFixed(1) : value < 1e6 ? Math.round(value) : value.toPrecision(2)} ${unit}`;
}
