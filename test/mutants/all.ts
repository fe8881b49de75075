import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountMutants } from './engine-account.ts';
import { marketEngineMutants } from './engine-market.ts';
import { historyMutants } from './history.ts';
import { accountKernelMutants } from './kernel-account.ts';
import { drawMutants } from './kernel-draws.ts';
import { marketKernelMutants } from './kernel-market.ts';
import { keyMutants, marketMutants } from './laws.ts';
import { marginMutants } from './margin.ts';
import type { Mutant } from './mutant.ts';
import { runLayerMutants } from './run-layer.ts';
import { statsMutants } from './stats.ts';

/** All listed mutants. */
export const listedMutants: readonly Mutant[] = [
  ...drawMutants,
  ...marketKernelMutants,
  ...accountKernelMutants,
  ...marketEngineMutants,
  ...accountMutants,
  ...keyMutants,
  ...marketMutants,
  ...marginMutants,
  ...statsMutants,
  ...historyMutants,
  ...runLayerMutants,
];

/** Why this mutant cannot be seeded into the project in this folder: its text must stand there exactly once. Null if it does. */
export function whyStale({ file, find }: Mutant, folder: string): string | null {
  let text: string;
  try {
    text = readFileSync(join(folder, file), 'utf8');
  } catch {
    return 'there is no such file';
  }
  const times = text.split(find).length - 1;
  return times === 1 ? null : `stands ${times} times in the source`;
}
