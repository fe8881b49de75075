import { basename, resolve } from 'node:path';
import { MarginLabError } from '../base/errors.ts';
import type { Recomputation } from '../run/recompute.ts';
import { type Verification, verifyRun } from '../run/verify-run.ts';
import { runFiles } from './run-reports.ts';
import { stoppable } from './signals.ts';
import { progressDisplay } from './terminal.ts';

/** What the words of the command line say. */
export interface VerifyCommandOptions {
  readonly share: number;
  readonly seed: string;
  readonly threads: number;
  readonly out: string;
}

/** Most findings that are told one by one. */
const mostFindings = 20;

/** Verifies a run and says in words what came of it. Throws a `corrupt` error that says what does not fit. */
export async function verifyAndSay(run: string, options: VerifyCommandOptions): Promise<void> {
  const { share, seed, threads, out } = options;
  const display = progressDisplay(process.stderr);
  let verification: Verification;
  try {
    verification = await stoppable((signal) =>
      verifyRun(run, {
        outputs: runFiles,
        results: out,
        share,
        seed,
        threads,
        signal,
        onStep: display.step,
        onProgress: display.show,
      }),
    );
  } finally {
    display.end();
  }
  const name = basename(resolve(verification.folder));
  const { findings, files, madeBy, recomputed } = verification;
  if (findings.length > 0) throw new MarginLabError('corrupt', faultsInWords(name, verification, seed));
  if (madeBy !== '' && recomputed === null && share > 0) {
    const message =
      `${name} cannot be computed again: its ${files} files are as they were written, but by ${madeBy}.\n` +
      'Use that version, or look at the files only: --share 0%';
    throw new MarginLabError('corrupt', message);
  }
  const lines = [
    `${name} is what it says: ${files} files, ${recomputed === null ? 'nothing recomputed' : `${rangesInWords(recomputed)}, all the same`}`,
  ];
  if (madeBy !== '')
    lines.push(`made by ${madeBy}: its tables were not made again, since last digits of p-values may differ`);
  if (recomputed !== null) lines.push(comparedInWords(recomputed), `which ranges: --seed ${seed}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function rangesInWords({ ranges, ofRanges }: Recomputation): string {
  return `${ranges} of ${ofRanges} ranges recomputed`;
}

/** What the comparison rests on. */
function comparedInWords({ paths, comparedPaths, isWhole }: Recomputation): string {
  if (isWhole) return 'compared: every sum and every kept loss';
  return `compared: those ${comparedPaths} of their ${paths} paths of which the run has kept a loss (the sums over all paths with --share 100%)`;
}

function faultsInWords(name: string, { findings, files, recomputed }: Verification, seed: string): string {
  const told = findings.slice(0, mostFindings).map(({ file, what }) => `  ${file} ${what}`);
  if (findings.length > mostFindings) told.push(`  and ${findings.length - mostFindings} more`);
  const seen = recomputed === null ? `${files} files` : `${files} files, ${rangesInWords(recomputed)} (--seed ${seed})`;
  return [`${name} is not what it says: ${seen}, of which do not fit:`, ...told].join('\n');
}
