import { distancesSection } from '../report/sections/distances.ts';
import { limitsSections } from '../report/sections/limits.ts';
import type { Section } from '../report/sections/section.ts';
import { warningsSections } from '../report/sections/warnings.ts';
import { collateralDistancesOf, distancesOf } from '../run/distances.ts';
import { loadStudy } from '../study/load.ts';
import type { CommandDefinition } from './command.ts';
import { collectOverride } from './options.ts';
import { print } from './print.ts';

/** `margin-lab distance FILE`: how far each position stands from liquidation now. */
export const distanceCommand: CommandDefinition = {
  name: 'distance',
  register(program) {
    program
      .command('distance')
      .description('liquidation price, bankruptcy price and distance per position and scheme, now')
      .argument('<file>', 'experiment file')
      .option('--set <path=value>', 'change a field of the experiment (repeatable)', collectOverride)
      .option('--json', 'print JSON with full precision; null where there is no such price')
      .addHelpText(
        'after',
        `
Limits of the experiment are checked, and warnings told, as before a run: below the tables, with --json on stderr.
Coins that back positions have rows of their own: --json names them in a field "collateral" in the place of "position". With a sweep, --json adds a field "scenario" to each row.

Examples:
  $ margin-lab distance experiments/desk-book.yaml
  $ margin-lab distance experiments/desk-book.yaml --set leverage=3
  $ margin-lab distance experiments/desk-book.yaml --json | jq '.[] | select(.scheme == "cross")'`,
      )
      .action((file, options) => {
        const study = loadStudy(file, { set: options.set ?? [] });
        const { scenarios } = study;
        const remarks = [...limitsSections(study, null), ...warningsSections(study)];
        if (options.json === true) {
          const rows = scenarios.flatMap((scenario) =>
            [...distancesOf(scenario), ...collateralDistancesOf(scenario)].map((row) =>
              scenarios.length > 1 ? { scenario: scenario.name, ...row } : row,
            ),
          );
          process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
          print(remarks, process.stderr);
          return;
        }
        const tables = scenarios.map((scenario): Section => {
          const { account, market, name } = scenario;
          const ofCollateral = collateralDistancesOf(scenario);
          const section = distancesSection(account, market.prices, distancesOf(scenario), undefined, ofCollateral);
          return scenarios.length > 1 ? { title: name, ...section } : section;
        });
        print([...tables, ...remarks]);
      });
  },
};
