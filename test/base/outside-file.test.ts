import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUnreadable, readOutsideFile } from '../../src/base/outside-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-outside-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const most = 1_000;

/** The text of a file, or why there is none. */
function outcome(path: string, silenceMs?: number): string {
  const read = readOutsideFile(path, most, silenceMs);
  return isUnreadable(read) ? `${read.kind}: ${read.reason}` : Buffer.from(read).toString();
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function pipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

describe('a file from outside', () => {
  it('is read whole, up to the bound, also through a link', () => {
    const path = written('whole', 'x'.repeat(most));
    expect(outcome(path)).toBe('x'.repeat(most));
    expect(outcome(written('empty', ''))).toBe('');
    symlinkSync(path, join(folder, 'link'));
    expect(outcome(join(folder, 'link'))).toBe('x'.repeat(most));
  });

  it('is refused if it is longer, whatever size is told', () => {
    expect(outcome(written('long', 'x'.repeat(most + 1)))).toBe('limit: it has more than 1000 bytes');
    const huge = written('huge', '');
    truncateSync(huge, 2 ** 40);
    expect(outcome(huge)).toBe('limit: it has more than 1000 bytes');
  });

  it.runIf(process.platform === 'linux')('may have no size that the system knows', () => {
    expect(outcome('/proc/self/comm')).toMatch(/^\S+.*\n$/);
    expect(outcome('/proc/self/smaps')).toBe('limit: it has more than 1000 bytes');
  });

  it('that is none says what it is', () => {
    mkdirSync(join(folder, 'inner'));
    expect(outcome(join(folder, 'inner'))).toBe('input: it is a folder');
    expect(outcome(join(folder, 'nowhere'))).toBe('input: there is no such file');
    expect(outcome(join(written('plain', ''), 'x'))).toBe('input: a part of the path is no folder');
    expect(outcome('a\0b')).toBe('input: its name has a character that no name has');
    symlinkSync('circle', join(folder, 'circle'));
    expect(outcome(join(folder, 'circle'))).toBe('input: it is a circle of links');
    for (const device of ['/dev/zero', '/dev/null', '/dev/urandom']) {
      expect(outcome(device)).toBe('input: it is no ordinary file');
    }
  });
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  it('that nobody writes to is told from one that is slow', () => {
    const path = pipe('lonely');
    expect(outcome(path)).toBe('input: it is a pipe that nobody writes to');
    const writer = openSync(path, 'r+');
    try {
      expect(outcome(path, 100)).toBe('input: nothing came through this pipe for 0.1 s; write it to a file first');
    } finally {
      closeSync(writer);
    }
  });

  it('is read to its end, in pieces with pauses', () => {
    const { path } = pipeOf('slow', 'printf one; sleep 0.3; printf two');
    expect(outcome(path)).toBe('onetwo');
  });

  it('without an end is cut off at the bound', () => {
    const { path, writer } = pipeOf('endless', 'while :; do printf 0123456789; done');
    expect(outcome(path)).toBe('limit: it has more than 1000 bytes');
    writer.kill();
  });
});

/** A pipe that a command writes to from the start: it has it open before it runs. */
function pipeOf(name: string, command: string): { readonly path: string; readonly writer: ChildProcess } {
  const path = pipe(name);
  const end = openSync(path, 'r+');
  const writer = spawn('sh', ['-c', command], { stdio: ['ignore', end, 'ignore'] });
  closeSync(end);
  return { path, writer };
}
