import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf, type Files, nodeFiles } from '../../../src/run/store/files.ts';
import { pick, type Random, whole } from '../../support/random.ts';
import { seeded } from '../../support/seeds.ts';
import { createDisk } from './disk.ts';
import { plainFiles } from './process-files.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

type Operation = (files: Files, at: (name: string) => string) => Promise<unknown>;

/** An operation on a few paths, so few that they meet: folders below each other, files where folders are wanted. */
function anyOperation(random: Random): { readonly text: string; readonly run: Operation } {
  const name = () => pick(random, ['a', 'b', 'a/b', 'a/c', 'b/d', 'a/b/e', 'b/d/f', 'c']);
  const [one, other] = [name(), name()];
  const content = Buffer.from('x'.repeat(whole(random, 0, 5)));
  const operations: Readonly<Record<string, Operation>> = {
    read: async (files, at) => (await files.read(at(one))).toString(),
    readPart: async (files, at) => files.readPart(at(one), 1, 3).toString(),
    list: async (files, at) => (await files.list(at(one))).toSorted(),
    makeFolder: (files, at) => files.makeFolder(at(one)),
    create: (files, at) => files.create(at(one), content),
    append: async (files, at) => files.append(at(one), content),
    digest: (files, at) => files.digest(at(one)),
    flush: (files, at) => files.flush(at(one)),
    flushFolder: (files, at) => files.flushFolder(at(one)),
    rename: (files, at) => files.rename(at(one), at(other)),
    remove: (files, at) => files.remove(at(one)),
    kind: (files, at) => files.kind(at(one)),
    'lock and release': async (files, at) => {
      const lock = await files.lock(at(one));
      const second = await files.lock(at(one));
      await lock?.describe('mine');
      const text = (await files.read(at(one))).toString();
      await lock?.release();
      return [lock === null, second === null, text, await files.kind(at(one))];
    },
  };
  const word = pick(random, Object.keys(operations));
  return { text: `${word} ${one} ${other}`, run: operations[word]! };
}

describe('the disk in memory', () => {
  it('does what the real one does, and fails with its codes: 60 sequences of 40 operations', async () => {
    const random = seeded('disk in memory');
    for (let sequence = 0; sequence < 60; sequence++) {
      const folder = mkdtempSync(join(tmpdir(), 'margin-lab-disk-'));
      folders.push(folder);
      const files = plainFiles(createDisk());
      await files.makeFolder('/disk');
      const said: string[] = [];
      for (let step = 0; step < 40; step++) {
        const { text, run } = anyOperation(random);
        const outcomeOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => `fails: ${codeOf(error)}`);
        const real = await outcomeOf(run(nodeFiles, (name) => join(folder, name)));
        const inMemory = await outcomeOf(run(files, (name) => join('/disk', name)));
        said.push(text);
        expect(inMemory, said.join('; ')).toEqual(real);
      }
    }
  });

  it('keeps what was flushed through a power cut, and of the rest anything: 2,000 cuts', () => {
    const random = seeded('power cuts');
    const seen = new Set<string>();
    for (let cut = 0; cut < 2_000; cut++) {
      const disk = createDisk();
      disk.makeFolder('/run');
      disk.create('/run/safe', Buffer.from('safe'));
      disk.flush('/run/safe');
      disk.flushFolder('/run');
      disk.append('/run/safe', Buffer.from('more'));
      disk.create('/run/new.tmp', Buffer.from('new'));
      disk.flush('/run/new.tmp');
      disk.rename('/run/new.tmp', '/run/new');
      disk.cutPower(random);
      const content = disk.read('/run/safe').toString('latin1');
      expect(content.startsWith('safe')).toBe(true);
      const names = disk.list('/run').join();
      for (const name of disk.list('/run').filter((one) => one !== 'safe'))
        expect(disk.read(`/run/${name}`).toString()).toBe('new');
      seen.add(content.replaceAll('\0', '0')).add(names);
    }
    // Also a rename that is lost while the file is there, and a tail that is cut or zero.
    for (const one of ['safe', 'safemore', 'safe0000', 'safem', 'new,safe', 'new.tmp,safe'])
      expect(seen).toContain(one);
  });
});
