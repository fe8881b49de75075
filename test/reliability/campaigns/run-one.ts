import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { MarginLabError } from '../../../src/base/errors.ts';
import { runFiles } from '../../../src/report/writers/run-files.ts';
import type { Budget } from '../../../src/run/plan/budget.ts';
import { runStudy } from '../../../src/run/run-study.ts';
import { anySizedStudy } from './any-size.ts';

/** What a run was to take and what it took: what this process prints, as a line of JSON each time. */
export interface Taken {
  readonly foretold: Budget | null;
  readonly seconds: number;
  /** Work of all threads, and of the main one. */
  readonly workSeconds: number;
  readonly mainSeconds: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** First line of why it was refused; null if it ran. */
  readonly refused: string | null;
}

/** Runs the study of a seed in this process, which does nothing else, and prints what it took; what was foretold comes before. */
async function runOne(seed: string, threads: number, mostSeconds: number): Promise<void> {
  const study = anySizedStudy(seed, mostSeconds);
  const results = mkdtempSync(join(tmpdir(), 'margin-lab-estimate-'));
  let foretold: Budget | null = null;
  let refused: string | null = null;
  const [started, cpu, mainCpu] = [performance.now(), process.cpuUsage(), process.threadCpuUsage()];
  try {
    await runStudy(study, {
      threads,
      results,
      outputs: runFiles,
      keepChunks: true,
      keepResults: 20,
      onBudget(budget) {
        foretold = budget;
        console.log(JSON.stringify({ foretold: budget }));
      },
    });
  } catch (error) {
    if (!(error instanceof MarginLabError && error.kind === 'limit')) throw error;
    refused = error.message;
  } finally {
    const { user, system } = process.cpuUsage(cpu);
    const main = process.threadCpuUsage(mainCpu);
    const taken: Taken = {
      foretold,
      refused,
      seconds: (performance.now() - started) / 1000,
      workSeconds: (user + system) / 1e6,
      mainSeconds: (main.user + main.system) / 1e6,
      memoryBytes: process.resourceUsage().maxRSS * 1024,
      diskBytes: bytesIn(results),
    };
    rmSync(results, { recursive: true, force: true });
    console.log(JSON.stringify(taken));
  }
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => lstatSync(join(folder, name)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}

const [seed = '', threads = '1', mostSeconds = '5'] = process.argv.slice(2);
await runOne(seed, Number(threads), Number(mostSeconds));
