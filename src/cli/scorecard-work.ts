import { scoreMarket } from '../engine/market-scorecard.ts';
import { type LogReturns, logReturns, type ReturnSelection } from '../market/history/returns.ts';
import type { Settlement } from '../market/history/settlements.ts';
import { formatMoment } from '../market/history/written-times.ts';
import { scoredHistory } from '../market/scorecard/sample.ts';
import { rendererOf } from '../report/render/renderers.ts';
import { scorecardPage, scorecardSection } from '../report/sections/scorecard.ts';
import type { Section } from '../report/sections/section.ts';
import { scorecardCsv } from '../report/tables/scorecard.ts';
import { loadMarket, loadMarketWithFunding } from '../study/load.ts';
import type { Tell } from './aside.ts';
import { type ReadingChoices, readFunding, readPrices } from './calibrate-files.ts';

/** Funding rates are simulated and compared per so many hours, as calibration writes them. */
const fundingHours = 8;
/** Samples of the bootstrap: errors to 5 %. */
const draws = 200;

/** A market file, how it is to be scored, and the files to write of it. */
export interface ScoreChoices {
  readonly file: string;
  readonly histories: number;
  readonly seed: string;
  /** By their ending: `.md` a page for people, `.csv` a table for programs. */
  readonly outputs: readonly string[];
}

/** What a market is scored against. */
export interface ScoredPrices {
  readonly returns: LogReturns;
  /** Names of the price files. */
  readonly prices: readonly string[];
  readonly settlements: ReadonlyMap<string, readonly Settlement[]> | null;
}

/** A market file, and the prices that it is scored against. */
export interface MarketToScore extends ScoreChoices, ScoredPrices {}

/** The same, of prices that are to be read first. */
export interface ScoreRequest extends ScoreChoices {
  readonly paths: readonly string[];
  readonly options: Omit<ReadingChoices, 'quote'> &
    Omit<ReturnSelection, 'intervalHours'> & { readonly interval?: number | undefined };
}

export interface Scored {
  /** What to print. */
  readonly sections: readonly Section[];
  /** What to write, in the order of the outputs. */
  readonly texts: readonly string[];
}

/** Reads the prices and scores the market; the work of a thread of its own (`aside`). Throws what reading and scoring throw. */
export function scoreAgainstFiles({ paths, options, ...choices }: ScoreRequest, tell: Tell): Scored {
  const { assets: all, quote } = loadMarket(choices.file);
  const histories = readPrices(paths, { ...options, quote }, tell.say);
  const settlements = readFunding({ ...options, quote }, tell.say)?.settlements ?? null;
  const selection = { ...options, assets: options.assets ?? all, intervalHours: options.interval };
  const prices = histories.map(({ source }) => source.name);
  return scoreMarketFile({ ...choices, returns: logReturns(histories, selection), prices, settlements }, tell);
}

/** Scores the market that a file holds, as a run would read it. */
export function scoreMarketFile(subject: MarketToScore, tell: Tell): Scored {
  const card = scoreMarket(
    loadMarketWithFunding(subject.file, fundingHours),
    scoredHistory(subject.returns, subject.settlements),
    {
      histories: subject.histories,
      seed: subject.seed,
      fundingHours,
      draws,
      onProgress: (done) => tell.step(`scorecard: ${Math.floor(100 * done)} %`),
    },
  );
  const [from, to] = subject.returns.period;
  const page = scorecardPage(card, {
    market: nameOf(subject.file),
    prices: subject.prices,
    period: [formatMoment(from), formatMoment(to)],
  });
  const style = { colours: false, width: Number.POSITIVE_INFINITY };
  return {
    sections: [scorecardSection(card)],
    texts: subject.outputs.map((output) => rendererOf(output)?.render(page, style) ?? scorecardCsv(card)),
  };
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
