import type { Files } from '../../src/run/store/files.ts';

/** A call of the seam of files; of a lock that is held also `describe` and `release`. */
export interface Call {
  readonly name: keyof Files | 'describe' | 'release';
  readonly path: string;
  /** What is written, if anything is. */
  readonly content: string | Uint8Array | null;
}

/** The calls that change what stands on the disk. */
const writes: ReadonlySet<Call['name']> = new Set([
  'makeFolder',
  'create',
  'append',
  'flush',
  'flushFolder',
  'rename',
  'remove',
  'lock',
  'describe',
  'release',
]);

export function isWrite({ name }: Call): boolean {
  return writes.has(name);
}

/** Files that tell of every call, before it and after it (calls may overlap: the same object says that it is the same call); what `before` or `after` throws is what the call throws. */
export function watchedFiles(
  files: Files,
  { before = () => {}, after = () => {} }: { before?: (call: Call) => void; after?: (call: Call) => void },
): Files {
  const told = async <T>(call: Call, operation: () => Promise<T>): Promise<T> => {
    before(call);
    const result = await operation();
    after(call);
    return result;
  };
  const toldNow = <T>(call: Call, operation: () => T): T => {
    before(call);
    const result = operation();
    after(call);
    return result;
  };
  const call = (name: Call['name'], path: string, content: Call['content'] = null): Call => ({ name, path, content });
  return {
    read: (path) => told(call('read', path), () => files.read(path)),
    readPart: (path, ...part) => toldNow(call('readPart', path), () => files.readPart(path, ...part)),
    list: (folder) => told(call('list', folder), () => files.list(folder)),
    makeFolder: (folder) => told(call('makeFolder', folder), () => files.makeFolder(folder)),
    create: (path, content) => told(call('create', path, content), () => files.create(path, content)),
    append: (path, content) => toldNow(call('append', path, content), () => files.append(path, content)),
    digest: (path) => told(call('digest', path), () => files.digest(path)),
    flush: (path) => told(call('flush', path), () => files.flush(path)),
    flushFolder: (folder) => told(call('flushFolder', folder), () => files.flushFolder(folder)),
    rename: (from, to) => told(call('rename', from), () => files.rename(from, to)),
    remove: (path) => told(call('remove', path), () => files.remove(path)),
    kind: (path) => told(call('kind', path), () => files.kind(path)),
    async lock(path) {
      const lock = await told(call('lock', path), () => files.lock(path));
      if (lock === null) return null;
      return {
        describe: (text) => told(call('describe', path, text), () => lock.describe(text)),
        async release() {
          const release = call('release', path);
          try {
            before(release);
          } catch (error) {
            // As where the file cannot be removed: the lock is given back all the same.
            await lock.release();
            await files.create(path, '');
            throw error;
          }
          await lock.release();
          after(release);
        },
      };
    },
  };
}

/** Half of what a call was to write. */
export function halfOf({ content }: Call): Uint8Array {
  const bytes = Buffer.from(content ?? '');
  return bytes.subarray(0, Math.ceil(bytes.length / 2));
}
