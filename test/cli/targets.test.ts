import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarginLabError } from '../../src/base/errors.ts';
import type { Target } from '../../src/cli/target.ts';
import { openTargets } from '../../src/cli/targets.ts';

const kind = { name: 'a poem', isBegunBy: (text: string) => text.startsWith('# poem') };
const content = '# poem\nnew\n';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'margin-lab-targets-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const make = (name: string, text: string) => fs.writeFileSync(at(name), text);
const read = (name: string) => fs.readFileSync(at(name), 'utf8');

function open(name: string, options: { readonly force?: boolean; readonly inputs?: readonly string[] } = {}): Target {
  const { force = false, inputs = [] } = options;
  return openTargets([{ path: at(name), kind, force, inputs: inputs.map(at) }])[0]!;
}

function refusal(name: string, options?: Parameters<typeof open>[1]): string {
  try {
    open(name, options);
  } catch (error) {
    expect(error).toBeInstanceOf(MarginLabError);
    return `${(error as MarginLabError).kind}: ${(error as MarginLabError).message.replaceAll(folder, '')}`;
  }
  return 'opened';
}

describe('an ordinary file', () => {
  it('is made, and replaced as a whole with its rights; nothing else stays in the folder', async () => {
    await open('poem.txt').write(content);
    expect(read('poem.txt')).toBe(content);
    make('poem.txt', '# poem\nold\n');
    fs.chmodSync(at('poem.txt'), 0o640);
    await open('poem.txt').write(content);
    expect(read('poem.txt')).toBe(content);
    expect(fs.statSync(at('poem.txt')).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(folder)).toEqual(['poem.txt']);
  });

  it('is replaced if it is empty, and of another kind only with force', async () => {
    make('empty', '');
    make('book.yaml', 'name: book\n');
    make('binary', '\0\u00ff\0');
    await open('empty').write(content);
    for (const name of ['book.yaml', 'binary']) {
      expect(refusal(name)).toBe(
        `input: /${name}: is there already, and it is not a poem that margin-lab wrote; allowed: another name, or --force to replace it by a poem`,
      );
      await open(name, { force: true }).write(content);
      expect(read(name)).toBe(content);
    }
  });

  it('is left alone if it is read, under whichever name, even with force', () => {
    make('prices', '# poem\n');
    fs.symlinkSync('prices', at('link'));
    fs.linkSync(at('prices'), at('hard'));
    for (const name of ['prices', 'link', 'hard'])
      expect(refusal(name, { force: true, inputs: ['none', 'prices'] })).toMatch(
        /^input: .*is a file that is read here/,
      );
    expect(refusal('prices', { inputs: ['link'] })).toMatch(/is a file that is read here/);
  });

  it('is left alone if it is write-protected, or if two outputs would be one file', () => {
    make('poem.txt', '# poem\n');
    fs.symlinkSync('poem.txt', at('link'));
    const two = ['poem.txt', 'link'].map((name) => ({ path: at(name), kind, force: true, inputs: [] }));
    expect(() => openTargets(two)).toThrow(/link: is named twice/);
    fs.chmodSync(at('poem.txt'), 0o444);
    expect(refusal('poem.txt')).toMatch(/^(input: .*is write-protected|storage: .*permission denied)/);
  });

  it('is looked at again when it is written: what came meanwhile is not lost', async () => {
    const target = open('poem.txt');
    make('poem.txt', 'the work of another program');
    await expect(target.write(content)).rejects.toThrow(/is there already/);
    expect(read('poem.txt')).toBe('the work of another program');
  });

  it('needs a folder that is there', () => {
    make('file', '');
    expect(refusal('none/poem')).toMatch(/^storage: cannot write \/none\/poem: no such file or folder/);
    expect(refusal('file/poem')).toMatch(/^storage: cannot write \/file\/poem: a part of the path is a file/);
    for (const name of ['', '.', 'new/', 'a\0b']) expect(refusal(name)).toMatch(/^(input|storage): /);
    fs.mkdirSync(at('folder'));
    expect(refusal('folder')).toBe('input: /folder: is a folder; allowed: the name of a file');
  });
});

describe.skipIf(process.platform === 'win32')('a link', () => {
  it('stays: the file that it leads to is replaced, wherever that is', async () => {
    fs.mkdirSync(at('elsewhere'));
    make('elsewhere/poem.txt', '# poem\n');
    fs.symlinkSync('elsewhere/poem.txt', at('one'));
    fs.symlinkSync('one', at('two'));
    await open('two').write(content);
    expect(fs.readlinkSync(at('two'))).toBe('one');
    expect(fs.readlinkSync(at('one'))).toBe('elsewhere/poem.txt');
    expect(read('elsewhere/poem.txt')).toBe(content);
    expect(fs.readdirSync(at('elsewhere'))).toEqual(['poem.txt']);
  });

  it('to nothing, to itself or to a folder is refused', () => {
    fs.symlinkSync('nothing', at('dangling'));
    fs.symlinkSync('circle', at('circle'));
    fs.symlinkSync('.', at('folder'));
    expect(refusal('dangling')).toMatch(/^input: .*is a link to a file that is not there/);
    expect(refusal('circle')).toMatch(/^input: .*is a circle of links/);
    expect(refusal('folder', { force: true })).toMatch(/^input: .*is a folder/);
    expect(fs.readdirSync(folder).toSorted()).toEqual(['circle', 'dangling', 'folder']);
  });
});

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  it('is written into if it is a device, which stays what it is', async () => {
    fs.symlinkSync('/dev/null', at('null'));
    const before = fs.statSync('/dev/null');
    for (const force of [false, true]) await open('null', { force }).write(content);
    const { rdev, ino } = fs.statSync('/dev/null');
    expect([rdev, ino]).toEqual([before.rdev, before.ino]);
    expect(fs.readlinkSync(at('null'))).toBe('/dev/null');
  });

  it.skipIf(!fs.existsSync('/dev/full'))('tells when a device takes no more', async () => {
    const [full] = openTargets([{ path: '/dev/full', kind, force: false, inputs: [] }]);
    await expect(full!.write(content)).rejects.toThrow(/cannot write \/dev\/full: the disk is full/);
  });

  it('is written into if it is a pipe that someone reads, however slowly, and refused at once if nobody does', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(refusal('pipe', { force: true })).toMatch(/^input: \/pipe: is a pipe that nobody reads from/);
    const reader = spawn('sh', ['-c', `exec 3< "${at('pipe')}"; sleep 0.2; cat <&3`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let got = '';
    reader.stdout.on('data', (piece: Buffer) => {
      got += piece.toString();
    });
    let target: Target | null = null;
    while (target === null) {
      try {
        target = open('pipe');
      } catch {
        await sleep(10);
      }
    }
    const long = 'x'.repeat(300_000);
    await target.write(long);
    await once(reader, 'close');
    expect(got).toBe(long);
    expect(fs.lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  it('a descriptor that was not given is refused', () => {
    const all = ['/dev/fd/987', '/proc/self/fd/987'].map((path) => ({
      path,
      kind,
      force: true,
      inputs: [],
    }));
    for (const request of all) expect(() => openTargets([request]), request.path).toThrow(MarginLabError);
  });
});
