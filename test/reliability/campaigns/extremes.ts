import seedrandom from 'seedrandom';
import { InputError, MarginLabError } from '../../../src/base/errors.ts';
import { buildTables } from '../../../src/report/tables/tables.ts';
import { runStudy } from '../../../src/run/run-study.ts';
import { buildStudy } from '../../../src/study/load.ts';
import { extremeStudy } from './extreme-study.ts';

/**
 * Legal studies of extreme numbers: each gives tables in which every number is finite and none is -0, or is refused in the words of an input
 * or limit error that names a field.
 */
export async function extremes({ count, seed }: { readonly count: number; readonly seed: string }) {
  const failures: string[] = [];
  for (let index = 0; index < count; index++) {
    const fields = extremeStudy(seedrandom(`${seed} ${index}`));
    const fault = await faultOf(fields);
    if (fault !== null) failures.push(`study ${index} of ${seed}: ${fault}\n${JSON.stringify(fields)}`);
  }
  return { tried: count, failures };
}

/** What is wrong with how a study ends; null: nothing. */
export async function faultOf(fields: ReturnType<typeof extremeStudy>): Promise<string | null> {
  try {
    const result = await runStudy(buildStudy(fields), { executor: 'inline', threads: 1, retries: 0 });
    return tableFault(result);
  } catch (error) {
    if (error instanceof InputError)
      return error.diagnostics.every(({ path }) => path !== '') ? null : `names no field: ${error.message}`;
    if (error instanceof MarginLabError && error.kind === 'limit')
      return /horizon|paths|volatility/.test(error.message) ? null : `names no field: ${error.message}`;
    return String(error instanceof Error ? error.stack : error);
  }
}

function tableFault(result: Parameters<typeof buildTables>[0]): string | null {
  for (const { name, columns, table } of buildTables(result)) {
    for (const column of columns) {
      const wrong = Array.from(table.array(column.name) as ArrayLike<unknown>).find(
        (cell) => typeof cell === 'number' && (!Number.isFinite(cell) || Object.is(cell, -0)),
      );
      if (typeof wrong === 'number') return `${name}.${column.name} holds ${Object.is(wrong, -0) ? '-0' : wrong}`;
    }
  }
  return null;
}
