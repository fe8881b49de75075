import { readFileSync } from 'node:fs';

/** The facts with sources in `test/fixtures/reference/`, which README.md there describes. */
function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/reference/${name}`, import.meta.url), 'utf8')) as T;
}

/** All cases whose truth is known. */
export function closedForms<Case>(): readonly Case[] {
  return read<{ cases: Case[] }>('closed-form.json').cases;
}

/** One of them. */
export function closedFormCase<Case>(id: string): Case {
  const found = closedForms<Case & { readonly id: string }>().find((one) => one.id === id);
  if (found === undefined) throw new Error(`no closed form ${id}`);
  return found;
}

/** All worked figures of exchanges and of open margin systems. */
export function referenceVectors<Vector>(): readonly Vector[] {
  return read<{ vectors: Vector[] }>('margin-vectors.json').vectors;
}
