import { join } from 'node:path';
import { MarginLabError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { parseStudy } from '../../study/parse.ts';
import type { Study } from '../../study/study.ts';
import { type Files, storing } from './files.ts';

/** The experiment of a run in its folder, complete in itself. */
export const experimentName = 'experiment.yaml';

/**
 * The experiment of a run folder, or what is wrong with its file. What it holds is all there is: it may name no other file, and none is
 * read. Throws `storage` errors.
 */
export async function inspectExperiment(
  files: Files,
  folder: string,
): Promise<{ readonly study: Study } | { readonly fault: string }> {
  const path = join(folder, experimentName);
  const kind = await storing('read', path, () => files.kind(path));
  if (kind !== 'file') return { fault: kind === 'nothing' ? 'is missing' : 'is a link or no ordinary file' };
  const most = limits.fileBytes.largest;
  const content = await storing('read', path, async () => files.readPart(path, 0, most + 1));
  if (content.length > most) return { fault: `has more than ${most} bytes` };
  try {
    return { study: parseStudy(new TextDecoder('utf-8', { fatal: true }).decode(content), { file: path }) };
  } catch (error) {
    if (error instanceof MarginLabError && error.kind === 'bug') throw error;
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    return { fault: `is no experiment that can be run: ${reason}` };
  }
}
