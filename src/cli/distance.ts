import { formatDistances } from '../report/distance-table.ts';
import { distancesOf } from '../run/distances.ts';
import { loadStudy } from '../study/load.ts';
import type { CommandDefinition } from './command.ts';
import { collectOverride } from './options.ts';
import { terminalStyle } from './style.ts';

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
With a sweep, --json adds a field "scenario" to each row.

Examples:
  $ margin-lab distance experiments/desk-book.yaml
  $ margin-lab distance experiments/desk-book.yaml --set leverage=3
  $ margin-lab distance experiments/desk-book.yaml --json | jq '.[] | select(.scheme == "cross")'`,
      )
      .action((file, options) => {
        const { scenarios } = loadStudy(file, { set: options.set ?? [] });
        if (options.json === true) {
          const rows = scenarios.flatMap((scenario) =>
            distancesOf(scenario).map((row) => (scenarios.length > 1 ? { scenario: scenario.name, ...row } : row)),
          );
          process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
          return;
        }
        const style = terminalStyle();
        const tables = scenarios.map((scenario) => {
          const { account, market, name } = scenario;
          const table = formatDistances(account, market.prices, distancesOf(scenario), style);
          return scenarios.length > 1 ? `${name}\n${table}` : table;
        });
        process.stdout.write(`${tables.join('\n\n')}\n`);
      });
  },
};
