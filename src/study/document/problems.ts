import { type Diagnostic, InputError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import type { Fault } from './findings.ts';
import { childOf, oneLine, type Path, type Place, pathOf, showNode, type TreeNode } from './tree.ts';

export interface ProblemDetails {
  readonly allowed?: string;
  /** What was found; by default the node itself, if there is one. Null: say nothing. */
  readonly got?: string | null;
}

/** Everything that was found wrong so far; reading goes on after a problem so that the user sees all of them at once. */
export class Problems {
  readonly #found = new Map<string, Diagnostic>();

  get isEmpty(): boolean {
    return this.#found.size === 0;
  }

  get all(): readonly Diagnostic[] {
    return [...this.#found.values()];
  }

  /** Records a problem with the field at `path` below `node`; if the field is absent it is placed at what should hold it. */
  add(node: TreeNode, path: Path, what: string, details: ProblemDetails = {}): void {
    let at: TreeNode = node;
    for (const [depth, step] of path.entries()) {
      const child = childOf(at, step);
      if (child === undefined) return this.#record(at.place, path.slice(depth), what, details.allowed, details.got);
      at = child;
    }
    return this.#record(at.place, [], what, details.allowed, details.got === undefined ? showNode(at) : details.got);
  }

  /** Records a problem with a key of a map. */
  addKey(map: TreeNode, key: string, what: string, details: ProblemDetails = {}): void {
    const place = map.kind === 'map' ? (map.entries.get(key)?.key ?? map.place) : map.place;
    this.#record(place, [], what, details.allowed, details.got);
  }

  /** Gives faults of plain values the places of the tree that the values are from. */
  addFaults(root: TreeNode, faults: readonly Fault[]): void {
    for (const { path, what, allowed, got, inName } of faults) {
      const details = { ...(allowed !== undefined && { allowed }), ...(got !== undefined && { got }) };
      const holder = inName && nodeAt(root, path.slice(0, -1));
      if (holder) this.addKey(holder, String(path.at(-1)), what, details);
      else this.add(root, path, what, details);
    }
  }

  /** Records a problem at a place of a text. */
  addPlace(place: Place, what: string, details: ProblemDetails = {}): void {
    this.#record(place, [], what, details.allowed, details.got);
  }

  /** Takes over problems that were found elsewhere; one that is known already is not repeated. */
  addAll(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const key = JSON.stringify([
        diagnostic.file,
        diagnostic.line,
        diagnostic.column,
        diagnostic.path,
        diagnostic.what,
      ]);
      if (!this.#found.has(key)) this.#found.set(key, diagnostic);
    }
  }

  /** Throws an `InputError` with all problems in the order of the text, if there are any. */
  throwIfAny(): void {
    if (!this.isEmpty) throw this.error();
  }

  /** All problems in the order of the text. */
  error(): InputError {
    const sorted = inTextOrder(this.all);
    const kept = sorted.slice(0, limits.problems.largest);
    const rest = sorted.length - kept.length;
    if (rest > 0) kept.push({ path: '', what: `and ${rest} more problems` });
    return new InputError(kept);
  }

  #record(place: Place, below: Path, what: string, allowed?: string, got?: string | null): void {
    const position = place.source.locate(place.offset);
    this.addAll([
      {
        ...(place.source.file === null ? {} : { file: place.source.file }),
        ...position,
        path: oneLine([pathOf(place), ...below].filter((part) => part !== '').join('.'), longestPath),
        what: oneLine(what, longestSentence),
        ...(allowed === undefined ? {} : { allowed: oneLine(allowed, longestSentence) }),
        ...(got === undefined || got === null ? {} : { got }),
      },
    ]);
  }
}

function nodeAt(node: TreeNode, path: Path): TreeNode | undefined {
  return path.reduce((at: TreeNode | undefined, step) => at && childOf(at, step), node);
}

/** Characters of a path and of a sentence that are shown: names in them are whatever the file holds. */
const [longestPath, longestSentence] = [200, 1_000];

/** By file in order of appearance, then by line and column. */
function inTextOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  return diagnostics.toSorted(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}
