import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFiles } from '../../../src/run/store/files.ts';
import { runIn, type SituationName } from '../situations.ts';
import { type Call, halfOf, isWrite, watchedFiles } from '../watched-files.ts';
import type { KillPoint } from './kills.ts';

/**
 * A process that runs a study and kills itself at a write: `node killed-run.ts RESULTS SITUATION N before|half|after [--resume]`.
 */
const [results = '', situation = '', number = '', moment = '', resume] = process.argv.slice(2);
const killAt = Number(number);
let writes = 0;
let chosen: Call | null = null;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
}

/** Half of what the call does. */
function doHalf(call: Call): void {
  if (call.name === 'create' || call.name === 'append') nodeFiles.append(call.path, halfOf(call));
  if (call.name === 'remove') {
    try {
      const [first] = readdirSync(call.path);
      if (first !== undefined) rmSync(join(call.path, first), { recursive: true });
    } catch {
      // No folder: there is no half of it.
    }
  }
}

const files = watchedFiles(nodeFiles, {
  before(call) {
    if (!isWrite(call)) return;
    writes++;
    if (writes !== killAt) return;
    chosen = call;
    if (moment === ('after' satisfies KillPoint['moment'])) return;
    if (moment === ('half' satisfies KillPoint['moment'])) doHalf(call);
    die();
  },
  after(call) {
    if (call === chosen) die();
  },
});
await runIn(situation as SituationName, results, { files, ...(resume === '--resume' ? { resume: true } : {}) });
