import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../src/base/digest.ts';
import type { Campaign } from './promise.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A campaign that runs test files, each time on other cases, until they have tried `count`; one run of them tries `perRun`. */
export function testFilesCampaign(files: readonly string[], perRun: number): Campaign {
  return async ({ count, seed }) => {
    const failures: string[] = [];
    let tried = 0;
    for (let round = 0; tried < count; round++, tried += perRun) {
      // Random tests add this number to their seed (test/support/seeds.ts).
      const number = Number.parseInt(sha256(`${seed} ${round}`).slice(0, 7), 16);
      failures.push(...(await failuresOf(files, number)));
    }
    return { tried, failures };
  };
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

async function failuresOf(files: readonly string[], propertySeed: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'margin-lab-soak-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', ...files, '--reporter=json', `--outputFile=${report}`];
  const env = { ...process.env, PROPERTY_SEED: String(propertySeed) };
  try {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'ignore' });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (code === 0) return [];
    const replay = `PROPERTY_SEED=${propertySeed} npx vitest run ${files.join(' ')}`;
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    const failed = testResults.flatMap(({ assertionResults }) => assertionResults.filter((t) => t.status === 'failed'));
    const lines = failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]?.split('\n')[0]}`);
    const broken = testResults.filter(({ status, message }) => status === 'failed' && message !== '');
    return [...lines, ...broken.map(({ name, message }) => `${name}: ${message.split('\n')[0]}`)].map(
      (line) => `${line} (${replay})`,
    );
  } catch (error) {
    return [`the tests gave no report: ${String(error)}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
