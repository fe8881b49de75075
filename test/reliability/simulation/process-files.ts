import type { Files } from '../../../src/run/store/files.ts';
import { whole } from '../../support/random.ts';
import type { Disk } from './disk.ts';
import type { World } from './world.ts';

/** A process as the disk knows it: when it ends without a word, and which of its file operations fail. */
export interface SimulatedProcess {
  readonly name: string;
  dead: boolean;
  /** Operations so far. */
  operations: number;
  /** Milliseconds that the next operation takes. */
  readonly delay: () => number;
  /** What happens to the operation of this number: it goes well, it fails with a code, or the process ends around it. */
  readonly fateOf: (operation: number, word: keyof Files) => 'well' | Ending | { readonly code: string };
  /** Ends it: nothing goes on of what it awaits. */
  readonly end: (ending: Ending) => void;
  /** Hears of every change that it makes. */
  readonly onChange: (path: string) => void;
}

/** Where the process ends: before the operation, with a part of it done, or after it. */
export interface Ending {
  readonly moment: 'before' | 'within' | 'after';
  /** Whether the power is cut: then all processes end, and what was not flushed is in danger. */
  readonly power: boolean;
}

/** The disk as a process sees it: slow, failing, and gone with the process. */
export function processFiles(world: World, disk: Disk, process: SimulatedProcess): Files {
  const { random } = world;

  /** Does an operation, or what its fate leaves of it; `part` does a part of it. Undefined if the process ended. */
  const perform = <T>(word: keyof Files, paths: string[], all: () => T, part: () => void): T | undefined => {
    process.operations++;
    const fate = process.fateOf(process.operations, word);
    const told = `${process.name} ${process.operations} ${word} ${paths.map(withoutChance).join(' ')}`;
    const tryPart = () => {
      if (random() < 0.5) return;
      try {
        part();
      } catch {
        // It could not even begin.
      }
    };
    if (fate === 'well' || ('moment' in fate && fate.moment === 'after')) {
      try {
        const result = all();
        world.note(told);
        if (fate === 'well') return result;
      } catch (error) {
        world.note(`${told}: ${(error as NodeJS.ErrnoException).code}`);
        if (fate === 'well') throw error;
      }
    } else if ('code' in fate) {
      tryPart();
      world.note(`${told}: fails with ${fate.code}`);
      throw Object.assign(new Error(`${fate.code}: simulated`), { code: fate.code });
    } else if (fate.moment === 'within') tryPart();
    world.note(`${told}: ends ${fate.moment} it${fate.power ? ', and the power is cut' : ''}`);
    process.end(fate);
    return undefined;
  };
  const later = <T>(word: keyof Files, paths: string[], all: () => T, part: () => void = () => {}) =>
    new Promise<T>((resolve, reject) => {
      world.after(process.delay(), () => {
        if (process.dead) return;
        try {
          const result = perform(word, paths, all, part);
          if (!process.dead) resolve(result as T);
        } catch (error) {
          reject(error);
        }
      });
    });
  const changing = (path: string, action: () => void) => () => {
    action();
    process.onChange(path);
  };
  const share = (content: Buffer) => content.subarray(0, whole(random, 0, content.length));

  return {
    read: (path) => later('read', [path], () => disk.read(path)),
    readPart(path, from, bytes) {
      const none = Buffer.alloc(0);
      if (process.dead) return none;
      return (
        perform(
          'readPart',
          [path],
          () => disk.read(path).subarray(from, from + bytes),
          () => {},
        ) ?? none
      );
    },
    list: (path) => later('list', [path], () => disk.list(path)),
    makeFolder: (path) =>
      later(
        'makeFolder',
        [path],
        changing(path, () => disk.makeFolder(path)),
      ),
    create: (path, content) =>
      later(
        'create',
        [path],
        changing(path, () => {
          disk.create(path, Buffer.from(content));
          disk.flush(path);
        }),
        changing(path, () => disk.create(path, share(Buffer.from(content)))),
      ),
    append(path, content) {
      if (process.dead) return;
      const bytes = Buffer.from(content);
      perform(
        'append',
        [path],
        changing(path, () => disk.append(path, bytes)),
        changing(path, () => disk.append(path, share(bytes))),
      );
    },
    digest: (path) => later('digest', [path], () => disk.digest(path)),
    flush: (path) => later('flush', [path], () => disk.flush(path)),
    flushFolder: (path) => later('flushFolder', [path], () => disk.flushFolder(path)),
    rename: (from, to) =>
      later(
        'rename',
        [from, to],
        changing(from, () => disk.rename(from, to)),
      ),
    remove: (path) =>
      later(
        'remove',
        [path],
        changing(path, () => disk.remove(path)),
        changing(path, () => disk.remove(path, whole(random, 0, 3))),
      ),
    kind: (path) => later('kind', [path], () => disk.kind(path)),
    async lock(path) {
      const isOurs = await later('lock', [path], () => disk.lock(path, process));
      if (!isOurs) return null;
      return {
        describe: (text) =>
          later(
            'lock',
            [path, 'describe'],
            () => disk.rewrite(path, Buffer.from(text)),
            () => disk.rewrite(path, Buffer.alloc(0)),
          ),
        async release() {
          // Given back also if the file cannot be removed.
          try {
            await later('lock', [path, 'remove'], () => disk.remove(path));
          } finally {
            await later('lock', [path, 'release'], () => disk.unlock(process)).catch(() => disk.unlock(process));
          }
        },
      };
    },
  };
}

/** The disk of a process that nothing happens to, at once: what `disk.test.ts` holds against the real one. */
export function plainFiles(disk: Disk): Files {
  const world = { random: () => 0, note: () => {}, after: (_: number, action: () => void) => action() };
  return processFiles(world as unknown as World, disk, {
    name: 'plain',
    dead: false,
    operations: 0,
    delay: () => 0,
    fateOf: () => 'well',
    end: () => {},
    onChange: () => {},
  });
}

/** A path without what the product draws by chance. */
function withoutChance(path: string): string {
  return path.replace(/\.\d+-[0-9a-f]{8}\.tmp$/, '.tmp');
}
