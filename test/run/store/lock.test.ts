import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Files, nodeFiles } from '../../../src/run/store/files.ts';
import { takeLock } from '../../../src/run/store/lock.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-lock-'));
  path = join(folder, 'run.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that holds the lock until it is killed. */
async function holder(): Promise<ChildProcess> {
  const source = (name: string) =>
    JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../../src/run/store', name)));
  const code = `
    import { nodeFiles } from ${source('files.ts')};
    import { takeLock } from ${source('lock.ts')};
    await takeLock(nodeFiles, ${JSON.stringify(path)});
    console.log('held');
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of a run', () => {
  it('is held by one process, refused to others with its number, and ended by the death of its holder', async () => {
    const child = await holder();
    await expect(takeLock(nodeFiles, path)).rejects.toMatchObject({ kind: 'storage', exitCode: 4 });
    await expect(takeLock(nodeFiles, path)).rejects.toThrow(`process ${child.pid}, since 2`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const release = await takeLock(nodeFiles, path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    await release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('waits a moment for a process that is just ending', async () => {
    let tries = 0;
    const lock: Files['lock'] = async (which) => (tries++ === 0 ? null : nodeFiles.lock(which));
    await (await takeLock({ ...nodeFiles, lock }, path))();
    expect(tries).toBe(2);
  });

  it('excludes a second run of the same process', async () => {
    const release = await takeLock(nodeFiles, path);
    expect(await nodeFiles.lock(path)).toBeNull();
    await expect(takeLock(nodeFiles, path)).rejects.toThrow(`process ${process.pid}`);
    await release();
    await (await takeLock(nodeFiles, path))();
  });

  it.each([
    ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), since: 'then' })],
    ['of an older form', JSON.stringify({ pid: process.ppid, host: hostname(), started: null, since: 'then' })],
    ['of another machine', JSON.stringify({ pid: 1, host: 'elsewhere', since: 'then' })],
    ['cut short', '{"pid": 1'],
    ['that is no text', Buffer.from([0, 255, 254])],
    ['that is empty', ''],
  ])('is taken on a file that nobody holds: one %s', async (_, content) => {
    writeFileSync(path, content);
    await (await takeLock(nodeFiles, path))();
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a link', () => symlinkSync(join(folder, 'elsewhere'), path)],
    ['a folder', () => mkdirSync(path)],
  ])('is not taken on %s', async (_, make) => {
    make();
    await expect(takeLock(nodeFiles, path)).rejects.toThrow(/cannot lock .*run\.lock.*stands there.*remove it/);
    // Also where it appears after it was looked for.
    await expect(nodeFiles.lock(path)).rejects.toThrow(/ELOOP|EISDIR/);
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });

  it('is refused with the path where the file system offers none', async () => {
    const lock: Files['lock'] = () => Promise.reject(Object.assign(new Error('no locks'), { code: 'ENOLCK' }));
    await expect(takeLock({ ...nodeFiles, lock }, path)).rejects.toThrow(
      `cannot lock ${path}: the file system offers no locks (ENOLCK)`,
    );
  });

  it('is not given for a file that another has removed meanwhile', async () => {
    // Two that opened one file: its holder removes it and goes, and the other must not take what nobody else will find.
    const first = (await nodeFiles.lock(path))!;
    renameSync(path, `${path}.gone`);
    const second = (await nodeFiles.lock(path))!;
    expect(second).not.toBeNull();
    expect(await nodeFiles.lock(path)).toBeNull();
    await second.release();
    await first.release();
  });

  it('has one holder at any time among many that take and give it back', async () => {
    let [holders, most, turns] = [0, 0, 0];
    const starter = async () => {
      while (turns < 200) {
        const lock = await nodeFiles.lock(path);
        if (lock === null) continue;
        holders++;
        turns++;
        most = Math.max(most, holders);
        await lock.describe(`${turns}\n`);
        holders--;
        await lock.release();
      }
    };
    await Promise.all(Array.from({ length: 5 }, starter));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
