/**
 * What is wrong with a summary that came from elsewhere, or a part of it: its place and a phrase, `.happened.sum[3] is below 0`; null if
 * nothing is. A digest says that bytes arrived as they were sent, not that whoever sent them made sense.
 */
export type Fault = string | null;

/** Looks at a value of which nothing is known. */
export type Check = (value: unknown) => Fault;

/** No number of a summary is larger: a thousand million of them can still be added up. */
const largestNumber = 1e290;

/** A plain object with these fields and no others. */
export function record(fields: Readonly<Record<string, Check>>): Check {
  const names = Object.keys(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
      return ' is no record';
    }
    const stranger = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
    if (stranger !== undefined) return ' has a field that it should not have';
    for (const name of names) {
      if (!Object.hasOwn(value, name)) return `.${name} is missing`;
      const fault = fields[name]!((value as Record<string, unknown>)[name]);
      if (fault !== null) return `.${name}${fault}`;
    }
    return null;
  };
}

/** An array of so many items, each of which is looked at. */
export function list(length: number, check: (item: unknown, index: number) => Fault): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length !== length) return ` is no list of ${length}`;
    for (let index = 0; index < length; index++) {
      const fault = check(value[index], index);
      if (fault !== null) return `[${index}]${fault}`;
    }
    return null;
  };
}

/** So many numbers, finite and none below `least`. */
export function numbers(length: number, least = -largestNumber): Check {
  return (value) => {
    if (!(value instanceof Float64Array) || value.length !== length) return ` is not ${length} numbers`;
    for (let index = 0; index < length; index++) {
      const one = value[index]!;
      if (!(one >= least && one <= largestNumber)) return `[${index}] is ${phrase(one, least)}`;
    }
    return null;
  };
}

/** A finite number that is not below `least`. */
export function number(least = -largestNumber): Check {
  return (value) => {
    if (typeof value !== 'number') return ' is no number';
    return value >= least && value <= largestNumber ? null : ` is ${phrase(value, least)}`;
  };
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Check {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? null
      : ` is no whole number from ${least} to ${most}`;
}

function phrase(value: number, least: number): string {
  return value < least && least === 0 ? 'below 0' : 'not a finite number, or too large';
}

/** The share by which sums over so many paths may differ that are equal but for rounding. */
export function roundingOf(paths: number): number {
  return 1e-9 + 1e-14 * paths;
}
