import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { chance, pick, type Random, whole } from '../../support/random.ts';

/** A file in memory: what is in it, and what of it would survive a power cut; null: nothing yet. */
interface FileNode {
  readonly kind: 'file';
  content: Buffer;
  flushed: Buffer | null;
  /** Whose lock it bears. */
  lockedBy: object | null;
}

interface FolderNode {
  readonly kind: 'folder';
  names: Map<string, Node>;
  /** The names that would survive a power cut. */
  readonly flushedNames: Map<string, Node>;
}

type Node = FileNode | FolderNode;

/** One change of names, all or nothing: a name of a folder that is given to a node, or taken from what had it. */
type NameChange = readonly {
  readonly folder: FolderNode;
  readonly name: string;
  readonly node: Node | null;
  /** What is no more, as opposed to what has another name now. */
  readonly removed?: Node;
}[];

/**
 * A disk in memory, whose operations throw the error codes of Linux. All are done at once, in the order of the calls; who wants them slow,
 * interleaved or failing wraps them (`process-files.ts`). Held to what the real one does by `disk.test.ts`.
 */
export interface Disk {
  read(path: string): Buffer;
  list(path: string): string[];
  makeFolder(path: string): void;
  create(path: string, content: Buffer): void;
  append(path: string, content: Buffer): void;
  /** Writes a file that is there over, from its beginning. */
  rewrite(path: string, content: Buffer): void;
  digest(path: string): string;
  flush(path: string): void;
  flushFolder(path: string): void;
  rename(from: string, to: string): void;
  /** Removes files and folders one by one; `most`: how many, before whatever stops it. */
  remove(path: string, most?: number): void;
  kind(path: string): 'file' | 'folder' | 'nothing';
  /** Takes a lock for somebody; false if another has it. The file is made if absent. */
  lock(path: string, holder: object): boolean;
  unlock(holder: object): void;
  /** Every path on the disk, folders without their own end. */
  paths(): string[];
  /**
   * Cuts the power. Of what was not flushed, by chance, some is there afterwards and some is not: names in any order, but a name not before
   * what it depends on; the content of files whole, as it was flushed, cut short, or with zeros at its end.
   */
  cutPower(random: Random): void;
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

const newFolder = (): FolderNode => ({ kind: 'folder', names: new Map(), flushedNames: new Map() });

export function createDisk(): Disk {
  const root = newFolder();
  let pending: NameChange[] = [];
  const locked = new Set<FileNode>();

  const partsOf = (path: string) => resolve('/', path).split('/').filter(Boolean);
  const find = (path: string): Node | null => {
    let node: Node | null = root;
    for (const name of partsOf(path)) {
      if (node === null) return null;
      if (node.kind === 'file') throw failure('ENOTDIR', path);
      node = node.names.get(name) ?? null;
    }
    return node;
  };
  const existing = (path: string): Node => {
    const node = find(path);
    if (node === null) throw failure('ENOENT', path);
    return node;
  };
  const file = (path: string): FileNode => {
    const node = existing(path);
    if (node.kind === 'folder') throw failure('EISDIR', path);
    return node;
  };
  const folder = (path: string): FolderNode => {
    const node = existing(path);
    if (node.kind === 'file') throw failure('ENOTDIR', path);
    return node;
  };
  /** The folder and the name of a path. */
  const placeOf = (path: string) => ({ folder: folder(dirname(resolve('/', path))), name: partsOf(path).at(-1) ?? '' });
  const apply = (change: NameChange, names: (of: FolderNode) => Map<string, Node>) => {
    for (const { folder: at, name, node } of change) {
      if (node === null) names(at).delete(name);
      else names(at).set(name, node);
    }
  };
  const name = (change: NameChange) => {
    apply(change, (at) => at.names);
    pending.push(change);
  };
  // A folder goes only when it is empty, hence after all that was done in it.
  const depends = (later: NameChange, earlier: NameChange) =>
    later.some((one) =>
      earlier.some((other) => (one.folder === other.folder && one.name === other.name) || one.removed === other.folder),
    );
  /** Lets those changes reach the disk that are wanted, with all that they depend on. */
  const settle = (wanted: (change: NameChange) => boolean) => {
    const needed = new Set<NameChange>();
    for (const change of pending.toReversed()) {
      if (wanted(change) || [...needed].some((later) => depends(later, change))) needed.add(change);
    }
    for (const change of pending) if (needed.has(change)) apply(change, (at) => at.flushedNames);
    pending = pending.filter((change) => !needed.has(change));
  };
  const flushNames = (at: FolderNode) => settle((change) => change.some((one) => one.folder === at));
  const newFile = (path: string): FileNode => {
    const node: FileNode = { kind: 'file', content: Buffer.alloc(0), flushed: null, lockedBy: null };
    name([{ ...placeOf(path), node }]);
    return node;
  };
  const holds = (node: Node, other: Node): boolean =>
    node === other || (node.kind === 'folder' && [...node.names.values()].some((child) => holds(child, other)));
  const everything = (at: FolderNode, path: string): [string, Node][] =>
    [...at.names].flatMap(([own, node]): [string, Node][] => {
      const below = node.kind === 'folder' ? everything(node, `${path}/${own}`) : [];
      return [...below, [`${path}/${own}`, node]];
    });

  return {
    read: (path) => Buffer.from(file(path).content),
    list: (path) => [...folder(path).names.keys()].toSorted(),
    makeFolder(path) {
      let at = root;
      const parts = partsOf(path);
      for (const [index, own] of parts.entries()) {
        const node = at.names.get(own);
        if (node?.kind === 'file') throw failure(index === parts.length - 1 ? 'EEXIST' : 'ENOTDIR', path);
        const next = node ?? newFolder();
        if (node === undefined) {
          name([{ folder: at, name: own, node: next }]);
          flushNames(at);
        }
        at = next;
      }
    },
    create(path, content) {
      if (find(path) !== null) throw failure('EEXIST', path);
      newFile(path).content = Buffer.from(content);
    },
    append(path, content) {
      const node = find(path) === null ? newFile(path) : file(path);
      node.content = Buffer.concat([node.content, content]);
    },
    rewrite(path, content) {
      file(path).content = content;
    },
    digest: (path) => createHash('sha256').update(file(path).content).digest('hex'),
    flush(path) {
      const node = file(path);
      node.flushed = node.content;
    },
    flushFolder: (path) => flushNames(folder(path)),
    rename(from, to) {
      const [source, target] = [placeOf(from), placeOf(to)];
      const node = existing(from);
      const there = find(to);
      if (there === node) return;
      if (node.kind === 'folder' && holds(node, target.folder)) throw failure('EINVAL', from);
      if (there !== null && holds(there, source.folder)) throw failure('ENOTEMPTY', to);
      if (there?.kind === 'folder' && node.kind === 'file') throw failure('EISDIR', to);
      if (there?.kind === 'file' && node.kind === 'folder') throw failure('ENOTDIR', to);
      if (there?.kind === 'folder' && there.names.size > 0) throw failure('ENOTEMPTY', to);
      name([
        { ...source, node: null },
        { ...target, node },
      ]);
    },
    remove(path, most = Number.POSITIVE_INFINITY) {
      const node = find(path);
      if (node === null) return;
      const all = [...(node.kind === 'folder' ? everything(node, path) : []), [path, node] as const];
      for (const [one, removed] of all.slice(0, most)) name([{ ...placeOf(one), node: null, removed }]);
    },
    kind: (path) => find(path)?.kind ?? 'nothing',
    lock(path, holder) {
      const node = find(path) === null ? newFile(path) : file(path);
      if (node.lockedBy !== null) return false;
      node.lockedBy = holder;
      locked.add(node);
      return true;
    },
    unlock(holder) {
      for (const node of locked) {
        if (node.lockedBy !== holder) continue;
        node.lockedBy = null;
        locked.delete(node);
      }
    },
    paths: () => everything(root, '').map(([path]) => path),
    cutPower(random) {
      const share = random();
      const wanted = new Set(pending.filter(() => chance(random, share)));
      settle((change) => wanted.has(change));
      pending = [];
      const restore = (at: FolderNode) => {
        at.names = new Map(at.flushedNames);
        for (const node of at.names.values()) {
          if (node.kind === 'folder') restore(node);
          else {
            node.content = afterCut(node, random);
            node.flushed = node.content;
            node.lockedBy = null;
          }
        }
      };
      restore(root);
      locked.clear();
    },
  };
}

/** What a file holds after a power cut. */
function afterCut({ content, flushed }: FileNode, random: Random): Buffer {
  if (flushed === content) return content;
  const safe = flushed ?? Buffer.alloc(0);
  const most = whole(random, Math.min(safe.length, content.length), content.length);
  const zeros = Buffer.from(content).fill(0, most);
  return pick(random, [content, safe, content.subarray(0, most), zeros]);
}
