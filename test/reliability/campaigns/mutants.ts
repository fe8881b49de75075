import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Campaign } from '../promise.ts';

const script = fileURLToPath(new URL('../../mutants/run.ts', import.meta.url));

/** Seeds so many of the listed bugs, drawn by the seed, one at a time into a copy of the project: the tests named beside each must fail. */
export const mutantsCampaign: Campaign = async ({ count, seed }) => {
  if (count === 0) return { tried: 0, failures: [] };
  const child = spawn(process.execPath, [script, '--sample', String(count), '--seed', seed], { stdio: 'pipe' });
  let [output, complaint] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const verdicts = output.split('\n').filter((line) => /^\d+\/\d+ /.test(line));
  const failures = verdicts.filter((line) => !/^\d+\/\d+ caught /.test(line));
  if (code !== 0 && failures.length === 0) failures.push(`ends with ${code}: ${complaint.trim()}`);
  return { tried: verdicts.length, failures };
};
