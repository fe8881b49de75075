import type { Scenario } from '../../engine/scenario.ts';
import { decimal } from '../../exact/decimal.ts';
import type { WorstPath } from '../../run/worst-paths.ts';
import { plain } from '../figures.ts';
import { alignColumns } from './columns.ts';
import { clock, money } from './figures.ts';

/** The paths with the largest losses under a scheme, as an aligned table under a heading. */
export function formatWorst(paths: readonly WorstPath[], scheme: string, scenario: Scenario): string {
  const { account, stepHours, market } = scenario;
  const positions = account.positions.length;
  const rows = paths.map(({ path, loss, firstLiquidationStep: first, closed, badDebt, maxDrawdown }) => [
    String(path),
    money(decimal(loss)),
    money(decimal(maxDrawdown)),
    first === 0 ? 'none' : `step ${first} (${clock(first * stepHours)})`,
    closed.length === 0 ? 'none' : `${closed.length} of ${positions}: ${namesOf(closed)}`,
    money(decimal(badDebt)),
  ]);
  const head = ['path', 'loss', 'drawdown', 'first liquidation', 'closed by force', 'bad debt'];
  const table = alignColumns(head, rows, 'rrrllr');
  const which = paths.length === 1 ? 'The largest loss' : `The ${paths.length} largest losses`;
  const heading = `${which} under scheme ${scheme}, of ${plain(scenario.paths, 0)} paths; money in ${market.quote}`;
  return `${[heading, ...table.map((line) => `  ${line}`)].join('\n')}\n`;
}

/** A few names are shown; the ledger has all. */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown}, …` : shown;
}
