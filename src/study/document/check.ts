import type * as z from 'zod';
import { didYouMean, hintFor } from './did-you-mean.ts';
import type { Problems } from './problems.ts';
import { childOf, type Path, plainValue, type TreeNode } from './tree.ts';

type Issue = z.core.$ZodIssue;

/** Output of the fields of a form that could be read; a field that is absent or wrong is left out. */
export type Fields<Form extends z.ZodObject, Name extends keyof z.output<Form> = keyof z.output<Form>> = {
  readonly [Key in Name]?: z.output<Form>[Key];
};

/** Reads a node by a schema. Problems are recorded with their places, and nothing is returned if there are any. */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  node: TreeNode,
  problems: Problems,
): z.output<Schema> | undefined {
  const result = schema.safeParse(plainValue(node));
  if (result.success) return result.data;
  for (const issue of result.error.issues) report(issue, [], node, problems);
  return undefined;
}

/**
 * Reads a map field by field, so that one wrong field does not hide what is wrong with, or between, the others.
 * `wanted` leaves the reading of further fields of the form to the caller; unknown fields are recorded in any case.
 */
export function checkFields<Form extends z.ZodObject, Name extends string & keyof z.output<Form>>(
  form: Form,
  node: TreeNode,
  problems: Problems,
  wanted?: readonly Name[],
): Fields<Form, Name> | undefined {
  if (node.kind !== 'map') {
    problems.add(node, [], 'must be a map', { allowed: Object.keys(form.shape).join(', ') });
    return undefined;
  }
  const names = Object.keys(form.shape);
  const strangers = [...node.entries.keys()].filter((key) => !names.includes(key));
  for (const key of strangers) reportUnknown(node, key, names, problems);
  const misspelt = new Set(strangers.map((key) => didYouMean(key, names)));
  const fields: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(form.shape) as [Name, z.ZodType][]) {
    if (wanted !== undefined && !wanted.includes(name)) continue;
    const child = childOf(node, name);
    // What is absent because its name is misspelt was reported by that name.
    if (child === undefined && misspelt.has(name)) continue;
    const result = schema.safeParse(child === undefined ? undefined : plainValue(child));
    if (result.success) fields[name] = result.data;
    else for (const issue of result.error.issues) report(issue, [name], node, problems);
  }
  return fields as Fields<Form, Name>;
}

/** The entries of a map in the order of the file. Impossible names are problems; so is a node that is no map, or is empty. */
export function checkEntries(
  node: TreeNode,
  names: z.ZodType,
  size: { readonly what: string; readonly largest: number },
  problems: Problems,
): readonly (readonly [name: string, value: TreeNode])[] {
  if (node.kind !== 'map' || node.entries.size === 0) {
    problems.add(node, [], `must be a map with at least one of the ${size.what}`);
    return [];
  }
  if (node.entries.size > size.largest) {
    problems.add(node, [], `has too many ${size.what}`, {
      allowed: `at most ${size.largest}`,
      got: `${node.entries.size}`,
    });
    return [];
  }
  for (const name of node.entries.keys()) {
    const result = names.safeParse(name);
    if (!result.success) for (const issue of result.error.issues) reportKey(issue, node, name, problems);
  }
  return [...node.entries].map(([name, { value }]) => [name, value] as const);
}

function report(issue: Issue, base: Path, node: TreeNode, problems: Problems): void {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const found = nodeAt(node, path);
  const allowed = issue.code === 'custom' ? allowedBy(issue) : undefined;
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys) if (found) reportUnknown(found, key, issue.message.split(', '), problems);
      return;
    case 'invalid_key':
      for (const inner of issue.issues) reportKeyAt(inner, path, node, problems);
      return;
    case 'invalid_union':
      return reportUnion(issue, path, node, problems);
    case 'invalid_value': {
      const values = issue.values.map(String);
      const hint = found?.kind === 'scalar' ? hintFor(found.text, values) : '';
      return problems.add(node, path, found ? `is not known here${hint}` : 'is missing', {
        allowed: values.join(', '),
      });
    }
    case 'invalid_type': {
      if (!found) return problems.add(node, path, 'is missing', { allowed: nounOf(issue.expected) });
      const fields = issue.expected === 'object' ? { allowed: issue.message } : {};
      return problems.add(node, path, `must be ${nounOf(issue.expected)}`, fields);
    }
    default: {
      const what = found ? issue.message : 'is missing';
      return problems.add(node, path, what, allowed === undefined || what.endsWith(allowed) ? {} : { allowed });
    }
  }
}

/** Of the alternatives of a union, reports the one that was meant: of the right kind, and with the fewest names that do not fit. */
function reportUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, node: TreeNode, problems: Problems): void {
  const branches = issue.errors.filter((errors) => errors.length > 0);
  if (nodeAt(node, path) === undefined)
    return problems.add(node, path, 'is missing', { allowed: allowedByAll(branches) });
  const meant = branches.filter((errors) => !errors.some(isWrongKind));
  if (meant.length > 1 && meant.every(isSingle)) return reportScalar(meant, path, node, problems);
  const branch = meant.toSorted((a, b) => strangers(a) - strangers(b))[0];
  if (branch === undefined)
    return problems.add(node, path, 'is of the wrong kind', { allowed: allowedByAll(branches) });
  for (const inner of branch) report(inner, path, node, problems);
}

/** Whether a branch says one thing about the value as a whole. */
function isSingle(branch: readonly Issue[]): boolean {
  const [only] = branch;
  return branch.length === 1 && only?.path.length === 0 && (only.code === 'custom' || only.code === 'invalid_value');
}

/** A single value that may be a word or a figure: what begins like a figure was meant as one. All that is allowed is said. */
function reportScalar(branches: readonly (readonly Issue[])[], path: Path, node: TreeNode, problems: Problems): void {
  const found = nodeAt(node, path);
  const written = found?.kind === 'scalar' ? found.text : '';
  const issues = branches.flat();
  const words = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []));
  const figure = issues.find((issue) => issue.code === 'custom');
  const isFigure = figure !== undefined && (words.length === 0 || /^[-+.\d]/.test(written));
  const what = isFigure ? figure.message : `is not known here${hintFor(written, words)}`;
  problems.add(node, path, what, { allowed: allowedByAll(branches) });
}

function strangers(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + issue.keys.length;
    return issue.code === 'invalid_key' ? sum + 1 : sum;
  }, 0);
}

function isWrongKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_type' || (issue.code === 'custom' && issue.params?.['wrongKind'] === true);
}

function allowedByAll(branches: readonly (readonly Issue[])[]): string {
  const options = branches.flat().flatMap((issue) => {
    if (issue.path.length > 0) return [];
    if (issue.code === 'invalid_type') return [nounOf(issue.expected)];
    return issue.code === 'invalid_value' ? issue.values.map(String) : (allowedBy(issue) ?? []);
  });
  return [...new Set(options)].join(', or ');
}

function reportUnknown(map: TreeNode, key: string, names: readonly string[], problems: Problems): void {
  problems.addKey(map, key, `is not known here${hintFor(key, names)}`, { allowed: names.join(', ') });
}

function reportKeyAt(issue: Issue, path: Path, node: TreeNode, problems: Problems): void {
  const map = nodeAt(node, path.slice(0, -1));
  if (map) reportKey(issue, map, String(path.at(-1)), problems);
}

function reportKey(issue: Issue, map: TreeNode, key: string, problems: Problems): void {
  const allowed = allowedBy(issue);
  problems.addKey(map, key, issue.message, allowed === undefined ? {} : { allowed });
}

function allowedBy(issue: Issue): string | undefined {
  const allowed: unknown = issue.code === 'custom' ? issue.params?.['allowed'] : undefined;
  return typeof allowed === 'string' ? allowed : undefined;
}

function nodeAt(node: TreeNode, path: Path): TreeNode | undefined {
  let at: TreeNode | undefined = node;
  for (const step of path) at = at && childOf(at, step);
  return at;
}

const nouns: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
};

function nounOf(expected: string): string {
  return nouns[expected] ?? expected;
}

/** The child that must be there; records a problem and returns nothing if it is not. */
export function requiredChild(
  node: TreeNode,
  name: string,
  problems: Problems,
  allowed?: string,
): TreeNode | undefined {
  const child = childOf(node, name);
  if (child !== undefined || node.kind !== 'map') return child;
  const isMisspelt = [...node.entries.keys()].some((key) => didYouMean(key, [name]) !== null);
  if (!isMisspelt) problems.add(node, [name], 'is missing', allowed === undefined ? {} : { allowed });
  return child;
}
