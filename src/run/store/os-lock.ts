import { constants, lstatSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { MarginLabError } from '../../base/errors.ts';

/** A lock that is held. */
export interface FileLock {
  /** Writes who holds it into the file, for others to read. */
  readonly describe: (text: string) => Promise<void>;
  /** Removes the file, then gives the lock back, which also happens if the file cannot be removed. */
  readonly release: () => Promise<void>;
}

/** The byte that is locked: far behind the text, because Windows lets nobody read what is locked. */
const lockedByte = 2 ** 40;

/**
 * Locks a file as `Files.lock` promises, by the operating system: a lock on an open file (Linux: open file description lock, macOS: flock,
 * Windows: LockFileEx), which ends when the file is closed, hence also with a process that is killed.
 *
 * The file may be removed by its holder after it was opened here and before it is locked; the lock is then one on a file that nobody else
 * will find. So what stands at the path is compared with what is locked.
 */
export async function lockFile(path: string): Promise<FileLock | null> {
  const { tryLock } = await import('fs-native-extensions').catch((cause: unknown) => {
    const system = `${process.platform} ${process.arch}`;
    throw new MarginLabError('storage', `cannot lock ${path}: no file locks are known for ${system}`, { cause });
  });
  // What a system does not know is undefined here, which adds nothing.
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  for (;;) {
    const file = await fs.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644);
    let isOurs = false;
    try {
      if (!tryLock(file.fd, lockedByte, 1)) return null;
      isOurs = await standsAt(path, file);
    } finally {
      if (!isOurs) await file.close();
    }
    if (isOurs) return lockOn(path, file);
  }
}

async function standsAt(path: string, file: fs.FileHandle): Promise<boolean> {
  const locked = await file.stat({ bigint: true });
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return locked.ino === found?.ino && locked.dev === found.dev;
}

function lockOn(path: string, file: fs.FileHandle): FileLock {
  return {
    async describe(text) {
      await file.truncate(0);
      await file.writeFile(text);
    },
    async release() {
      // Removed first: nobody else can hold a file of this name as long as this one is locked.
      try {
        await fs.rm(path, { force: true });
      } finally {
        await file.close();
      }
    },
  };
}
