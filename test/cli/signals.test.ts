import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experiment, runCli, secondsToStartNode, startCli } from './spawned.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-signals-'));
  writeFileSync(join(folder, 'long.yaml'), experiment({ name: 'long', paths: 60_000 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Has the thread of the program do something that takes for ever, as soon as a first chunk is stored in the folder `out`. */
function busyWith(deed: string, out: string): string {
  const file = join(folder, `${out}.cjs`);
  writeFileSync(
    file,
    `
    const { existsSync, readdirSync, writeFileSync, readFileSync } = require('node:fs');
    if (!require('node:worker_threads').isMainThread) {
      const look = setInterval(() => {
        if (!process.argv[1].includes('program.') || !existsSync('${out}') || !readdirSync('${out}', { recursive: true }).some((name) => String(name).endsWith('.chunk'))) return;
        writeFileSync('${out}.busy', '');
        ${deed}
      }, 1);
      look.unref();
    }
  `,
  );
  return `${process.env.NODE_OPTIONS ?? ''} --require "${file}"`;
}

const digestOf = (out: string) =>
  (JSON.parse(readFileSync(join(folder, out, 'long/manifest.json'), 'utf8')) as { resultDigest: string }).resultDigest;

describe.skipIf(process.platform === 'win32')('a program that is busy for ever', () => {
  const args = ['run', 'long.yaml', '--threads', '1', '--quiet', '--out'];
  /** Runs until the program is busy, sends the signal, and gives how it ended. */
  async function stop(out: string, deed: string, signal: NodeJS.Signals) {
    const { child, ended } = startCli([...args, out], { cwd: folder, env: { NODE_OPTIONS: busyWith(deed, out) } });
    while (child.exitCode === null && !existsSync(join(folder, `${out}.busy`))) await sleep(20);
    const busy = await secondsToStartNode();
    const asked = performance.now();
    child.kill(signal);
    const end = await ended;
    // The promise is one of a machine that is not busy otherwise.
    expect((performance.now() - asked) / 1000).toBeLessThan(2 + 10 * busy);
    return end;
  }

  it('ends within 2 s of a signal, says how to go on, and goes on to the same digest', async () => {
    const { code, stdout, stderr } = await stop('looping', 'for (;;);', 'SIGTERM');
    expect(code).toBe(143);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      `stopped at once; what is stored is whole\ngo on with: margin-lab ${args.join(' ')} looping --resume\n`,
    );
    for (const out of ['looping', 'whole']) {
      const { code: done } = await runCli([...args, out, '--resume'], { cwd: folder });
      expect(done).toBe(0);
      expect(readdirSync(join(folder, out))).toEqual(['long']);
    }
    expect(digestOf('looping')).toBe(digestOf('whole'));
  });

  it('ends so, too, where the system does not let it go: by the signal itself, which a shell reports as the same code', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const { code, signal, stderr } = await stop('waiting', "readFileSync('pipe');", 'SIGINT');
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' });
    expect(stderr).toMatch(/go on with: margin-lab run .* --resume\n$/);
  });
});
