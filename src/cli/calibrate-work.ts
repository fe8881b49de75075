import type { CalibrationOptions } from '../market/calibration/calibrate.ts';
import { calibrateMarket } from '../market/calibration/calibrate.ts';
import { marketText } from '../market/calibration/fitted-market.ts';
import { checkFundingCovers } from '../market/history/funding-history.ts';
import { logReturns, type ReturnSelection } from '../market/history/returns.ts';
import { calibrationSection } from '../report/sections/calibration.ts';
import type { Section } from '../report/sections/section.ts';
import type { Tell } from './aside.ts';
import { type ReadingChoices, readFunding, readPrices } from './calibrate-files.ts';
import { calibrationSource, checkReadsBack, refuseNames, refuseQuote } from './calibrate-market.ts';
import type { ScoredPrices } from './scorecard-work.ts';

/** Price files, and the options of `calibrate`. */
export interface CalibrationRequest {
  readonly paths: readonly string[];
  readonly options: ReadingChoices &
    CalibrationOptions &
    Omit<ReturnSelection, 'intervalHours'> & { readonly interval?: number | undefined };
}

export interface Calibrated {
  /** The market file. */
  readonly text: string;
  /** How well it fits. */
  readonly sections: readonly Section[];
  /** What its scorecard compares it with. */
  readonly scored: ScoredPrices;
}

/** Reads the files and fits a market to them; the work of a thread of its own (`aside`). Throws what reading and fitting throw. */
export function calibrateFiles({ paths, options }: CalibrationRequest, tell: Tell): Calibrated {
  const histories = readPrices(paths, options, tell.say);
  const funding = readFunding(options, tell.say);
  refuseQuote(histories, options.assets, options.quote);
  const returns = logReturns(histories, { ...options, intervalHours: options.interval });
  if (funding !== null) checkFundingCovers(funding, returns.assets, options.withoutFunding ?? []);
  refuseNames(returns, options.quote);
  const calibration = calibrateMarket(returns, funding, options, tell.step);
  const source = calibrationSource(histories, funding, returns, calibration, { ...options, today: new Date() });
  const comment = ` Made by margin-lab calibrate; not in it, because prices do not tell: depth, haircuts, jumps.`;
  const text = marketText(calibration.market, source, comment);
  checkReadsBack(text, calibration.market);
  const prices = histories.map(({ source: { name } }) => name);
  return {
    text,
    sections: [calibrationSection(returns, calibration)],
    scored: { returns, prices, settlements: funding?.settlements ?? null },
  };
}
