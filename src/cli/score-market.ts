import { scoreMarket } from '../engine/market-scorecard.ts';
import type { Settlement } from '../market/history/funding-history.ts';
import { formatMoment } from '../market/history/moment.ts';
import type { LogReturns } from '../market/history/returns.ts';
import { scoredHistory } from '../market/scorecard/sample.ts';
import type { Scorecard } from '../market/scorecard/scorecard.ts';
import { scorecardCsv } from '../report/scorecard/csv.ts';
import { scorecardPage } from '../report/scorecard/page.ts';
import { formatScorecard } from '../report/scorecard/terminal.ts';
import { nodeFiles, writeAtomically } from '../run/store/files.ts';
import { loadMarketWithFunding } from '../study/load.ts';
import { progressDisplay } from './live-progress.ts';
import { terminalStyle } from './style.ts';

/** Funding rates are simulated and compared per so many hours, as calibration writes them. */
const fundingHours = 8;
/** Samples of the bootstrap: errors to 5 %. */
const draws = 200;

export const defaultHistories = 16;

/** A market file, and the prices that it is scored against. */
export interface MarketToScore {
  readonly file: string;
  readonly returns: LogReturns;
  /** Names of the price files. */
  readonly prices: readonly string[];
  readonly settlements: ReadonlyMap<string, readonly Settlement[]> | null;
  readonly histories: number;
  readonly seed: string;
  /** Files to write, by their ending: `.md` a page for people, `.csv` a table for programs. */
  readonly outputs: readonly string[];
}

/** Scores the market that a file holds, as a run would read it; writes the scorecard and gives its text for the terminal. */
export async function scoreMarketFile(subject: MarketToScore): Promise<string> {
  const display = progressDisplay(process.stderr);
  let card: Scorecard;
  try {
    card = scoreMarket(
      loadMarketWithFunding(subject.file, fundingHours),
      scoredHistory(subject.returns, subject.settlements),
      {
        histories: subject.histories,
        seed: subject.seed,
        fundingHours,
        draws,
        onProgress: (done) => display.step(`scorecard: ${Math.floor(100 * done)} %`),
      },
    );
  } finally {
    display.end();
  }
  const [from, to] = subject.returns.period;
  for (const output of subject.outputs) {
    const text = output.endsWith('.csv')
      ? scorecardCsv(card)
      : scorecardPage(card, {
          market: nameOf(subject.file),
          prices: subject.prices,
          period: [formatMoment(from), formatMoment(to)],
        });
    await writeAtomically(nodeFiles, output, text);
  }
  const written = subject.outputs.length === 0 ? '' : `\n\nwritten to ${subject.outputs.join(', ')}`;
  return `${formatScorecard(card, terminalStyle())}${written}`;
}

/** `market.yaml` has its scorecard beside it, as `market.scorecard.md`. */
export function scorecardBeside(marketFile: string): string {
  return `${marketFile.replace(/\.ya?ml$/, '')}.scorecard.md`;
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
