import { scoreMarket } from '../engine/market-scorecard.ts';
import type { Settlement } from '../market/history/funding-history.ts';
import { formatMoment } from '../market/history/moment.ts';
import type { LogReturns } from '../market/history/returns.ts';
import { scoredHistory } from '../market/scorecard/sample.ts';
import type { Scorecard } from '../market/scorecard/scorecard.ts';
import { rendererOf } from '../report/render/renderers.ts';
import { scorecardPage, scorecardSection } from '../report/sections/scorecard.ts';
import { notes, type Section } from '../report/sections/section.ts';
import { scorecardCsv } from '../report/tables/scorecard.ts';
import { nodeFiles, writeAtomically } from '../run/store/files.ts';
import { loadMarketWithFunding } from '../study/load.ts';
import { progressDisplay } from './live-progress.ts';

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

/** Scores the market that a file holds, as a run would read it; writes the scorecard and gives what to print of it. */
export async function scoreMarketFile(subject: MarketToScore): Promise<Section[]> {
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
  const page = scorecardPage(card, {
    market: nameOf(subject.file),
    prices: subject.prices,
    period: [formatMoment(from), formatMoment(to)],
  });
  for (const output of subject.outputs) {
    const text = rendererOf(output)?.render(page, { colours: false, width: Number.POSITIVE_INFINITY });
    await writeAtomically(nodeFiles, output, text ?? scorecardCsv(card));
  }
  const written = notes({ words: `written to ${subject.outputs.join(', ')}`, isUnbroken: true });
  return [scorecardSection(card), ...(subject.outputs.length === 0 ? [] : [{ blocks: [written] }])];
}

/** `market.yaml` has its scorecard beside it, as `market.scorecard.md`. */
export function scorecardBeside(marketFile: string): string {
  return `${marketFile.replace(/\.ya?ml$/, '')}.scorecard.md`;
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
