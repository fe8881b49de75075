import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MarginLabError } from '../../../src/base/errors.ts';
import { type RunOptions, runStudy } from '../../../src/run/run-study.ts';
import type { Study } from '../../../src/study/study.ts';

/** Runs a study until so many chunks are stored, then stops it as Ctrl-C does; gives the work folder. */
export async function stoppedRun(
  study: Study,
  chunks: number,
  options: RunOptions & { readonly results: string },
): Promise<string> {
  const controller = new AbortController();
  let done = 0;
  const onProgress = () => {
    done++;
    if (done === chunks) controller.abort(new MarginLabError('interrupted', 'stopped'));
  };
  const { results } = options;
  const failure = await runStudy(study, { executor: 'inline', ...options, signal: controller.signal, onProgress }).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof MarginLabError && failure.kind === 'interrupted')) throw failure ?? new Error('it ended');
  return join(results, readdirSync(results).find((name) => /\.partial-[0-9a-f]{8}$/.test(name)) ?? '');
}
