/** A linear map from figures to places of a drawing. */
export interface Scale {
  (value: number): number;
  readonly from: number;
  readonly to: number;
}

/** Maps `from` to `start` and `to` to `end`; where both are the same, everything to the middle. */
export function linearScale(from: number, to: number, start: number, end: number): Scale {
  const map = (value: number) =>
    to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);
  return Object.assign(map, { from, to });
}

/** The smallest and the largest of some figures, others left out that are not finite; 0 and 1 of nothing. */
export function extent(values: Iterable<number>): readonly [from: number, to: number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return from <= to ? [from, to] : [0, 1];
}

/** A range with a margin on both sides, as a share of itself; one of a single figure is opened around it. */
export function widened([from, to]: readonly [number, number], share: number): readonly [number, number] {
  const room = to > from ? (to - from) * share : Math.max(Math.abs(to) * share, 1e-9);
  return [from - room, to + room];
}

/** Steps of an axis, as multiples of a power of ten. */
const niceSteps = [1, 2, 2.5, 5, 10];

/** Round figures from `from` to `to`, about so many (Heckbert 1990, "Nice numbers for graph labels", with 2.5 besides 1, 2 and 5). */
export function ticks(from: number, to: number, about: number): number[] {
  if (!(to > from)) return [from];
  const rough = (to - from) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (niceSteps.find((nice) => nice * power >= rough * (1 - 1e-9)) ?? 10);
  return multiples(from, to, step);
}

/** Times are counted in other steps than money: of 24 hours, 7 days, 60 minutes. */
export function timeTicks(from: number, to: number, about: number, steps: readonly number[]): number[] {
  const step = steps.find((one) => (to - from) / one <= about);
  return step === undefined ? ticks(from, to, about) : multiples(from, to, step);
}

/** Multiples of a step in a range. Divided rather than multiplied where the step is below 1: 3 / 10 is 0.3, 3 * 0.1 is not. */
function multiples(from: number, to: number, step: number): number[] {
  const slack = step * 1e-9;
  const [first, last] = [Math.ceil((from - slack) / step), Math.floor((to + slack) / step)];
  const count = Math.max(0, last - first + 1);
  const inverse = Math.round(1 / step);
  const isFraction = step < 1 && Math.abs(inverse * step - 1) < 1e-9;
  return Array.from({ length: count }, (_, k) => (isFraction ? (first + k) / inverse : (first + k) * step) + 0);
}

/** The labels of ticks: as many decimals as tell neighbours apart, thousands shortened where all are large. */
export function tickLabels(values: readonly number[]): string[] {
  const largest = Math.max(0, ...values.map(Math.abs));
  const step = values.length > 1 ? Math.abs(values[1]! - values[0]!) : largest || 1;
  const [unit, mark] = largest >= 1e7 ? [1e6, 'm'] : largest >= 1e4 ? [1e3, 'k'] : [1, ''];
  const decimals = Math.max(0, Math.min(12, Math.ceil(-Math.log10(step / unit) + (isRound(step) ? 0 : 1) - 1e-9)));
  return values.map((value) => `${fixed(value / unit, decimals)}${value === 0 ? '' : mark}`);
}

/** Whether the leading digit of a step says all: 2.5 has one more. */
function isRound(step: number): boolean {
  const leading = step / 10 ** Math.floor(Math.log10(step) + 1e-12);
  return Math.abs(leading - Math.round(leading)) < 1e-6;
}

function fixed(value: number, decimals: number): string {
  const text = Math.abs(value)
    .toFixed(decimals)
    .replaceAll(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}
