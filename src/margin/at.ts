import { assert } from '../base/errors.ts';

/** The entry of a list that has one for every asset, position or collateral asset. */
export function at<Value>(list: readonly Value[], index: number): Value {
  const value = list[index];
  assert(value !== undefined, 'every index of an account points at something');
  return value;
}
