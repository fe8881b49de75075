import seedrandom from 'seedrandom';
import { buildTables } from '../../../src/report/tables/tables.ts';
import { runFiles } from '../../../src/report/writers/run-files.ts';
import { runStudy } from '../../../src/run/run-study.ts';
import { smallStudy } from '../../run/studies.ts';
import { whole } from '../../support/random.ts';
import { randomScenario } from '../../support/random-scenario.ts';
import type { Campaign } from '../promise.ts';

/** Figures and files of wild scenarios under any rules: no number is NaN, infinite or -0. */
export const finiteFigures: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const failures: string[] = [];
  for (let tried = 0; tried < count; tried++) {
    const scenario = { ...randomScenario(random, { anyRules: true }), paths: whole(random, 1, 300) };
    const study = smallStudy({ scenarios: [scenario] });
    const result = await runStudy(study, { executor: 'inline', threads: 1 });
    const wrong = buildTables(result).flatMap(({ name, columns, table }) =>
      columns
        .filter((column) =>
          Array.from(table.array(column.name) as ArrayLike<unknown>).some(
            (cell) => typeof cell === 'number' && (!Number.isFinite(cell) || Object.is(cell, -0)),
          ),
        )
        .map((column) => `${name}.${column.name}`),
    );
    const files = runFiles(study).map((file) => {
      const { add, finish } = file.open();
      return [file.name, Buffer.concat([...result.results.map(add), finish()]).toString()] as const;
    });
    const written = files.filter(([, text]) => /(^|,)"?(NaN|-?Infinity|-0)"?(,|$)/m.test(text)).map(([name]) => name);
    if (wrong.length + written.length > 0)
      failures.push(`${[...wrong, ...written].join()}: ${JSON.stringify(scenario)}`);
  }
  return { tried: count, failures };
};
