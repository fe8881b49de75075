/**
 * Where everything lies. The program that drives the kernel lays the memory out, writes the scenario into it, and sets each
 * global here once: a size, or the address of an array. It checks that none was forgotten.
 *
 * Index orders are written slowest first; [lane] is a row of eight. "T" arrays are f32 or f64 by the precision of the scenario.
 */

// ---- sizes
export let steps: i32 = 0;
export let assetCount: i32 = 0;
/** Assets whose price anyone needs: `priced` holds their numbers, ascending. */
export let pricedCount: i32 = 0;
/** Pairs of assets that are drawn, up to the last one that anyone holds. */
export let pairs: i32 = 0;
export let regimeCount: i32 = 0;
export let schemes: i32 = 0;
export let positions: i32 = 0;
export let poolCount: i32 = 0;
export let coins: i32 = 0;
/** Seconds of a step, and of an interval of Student-t shocks: 0 for normal ones. */
export let stepSeconds: f64 = 0;
export let intervalSeconds: f64 = 0;
/** Degrees of freedom of Student-t shocks; 0 where they are no whole number and `mixingQuantiles` stands for them. */
export let degrees: i32 = 0;
/** Equal parts of a step at whose beginnings the regime may change. */
export let regimeParts: i32 = 0;
/** 1 or 0 each. */
export let watchEveryStep: i32 = 0;
/** Whether policies may move positions between pools. */
export let movable: i32 = 0;
/** Whether the program is asked at the beginning of every span if it wants to see its steps one by one. */
export let attended: i32 = 0;
export let fundingOnEntry: i32 = 0;
/** What a pool pays is paid in its coin (inverse contracts); requirements take the value at entry, in that coin or else in quote. */
export let settledInCoin: i32 = 0;
export let maintenanceOnEntry: i32 = 0;
/** The brackets of inverse contracts are in coins. */
export let bracketsInCoin: i32 = 0;
export let fundingBeforeCheck: i32 = 0;
export let equalityFires: i32 = 0;
/** 0 has every pool inspected at every step: what the screen is tested against. */
export let screened: i32 = 0;

// ---- the market as compiled
export let key: usize = 0; // [4] i32
export let priced: usize = 0; // [priced] i32
/** Whether anyone needs the first or second asset of a pair. */
export let pairPriced: usize = 0; // [pair] i32
export let startPrices: usize = 0; // [asset]
export let regimeDrift: usize = 0; // [regime][asset] T, assets padded to pairs
/** Coefficients of cubics, by half and cell (`mixing.ts`). */
export let mixingQuantiles: usize = 0; // [half][cell][4]
/** Coefficients in the order in which `returns.ts` uses them. */
export let regimeFactor: usize = 0; // [regime][place] T
export let factorPlaces: i32 = 0;
export let startCumulative: usize = 0; // [regime]
export let logStay: usize = 0; // [regime]
export let switchCumulative: usize = 0; // [regime][regime]
/**
 * What jumps or deleverages, with a probability p in each interval, both of the regime (`rare.ts`): its kind and asset; -ln(1 - p) per
 * step, Infinity for p = 1; seconds of the interval; mean and sd of its size.
 */
export let hazardCount: i32 = 0;
export let hazardKind: usize = 0; // [hazard] i32
export let hazardAsset: usize = 0; // [hazard] i32
export let hazardRate: usize = 0; // [hazard][regime]
export let hazardSeconds: usize = 0; // [hazard][regime]
export let hazardMean: usize = 0; // [hazard][regime]
export let hazardSd: usize = 0; // [hazard][regime]
export let beta: usize = 0; // [regime][asset]
export let spread: usize = 0; // [regime][asset]
/** Assets whose common jump has a spread in any regime. */
export let hasSpread: usize = 0; // [asset] i32
/** Steps from one settlement of funding to the next, 0 without funding; funding intervals that one settlement covers. */
export let stepsPerSettlement: i32 = 0;
export let intervalsPerSettlement: i32 = 0;
/** The venue's formula: interest per interval, how far it may move the rate, and the largest absolute rate. */
export let fundingInterest: f64 = 0;
export let fundingDamper: f64 = 0;
export let fundingClamp: usize = 0; // [asset]
/** Whether the rate of an asset moves by itself, and not only with the regime. */
export let fundingMoves: usize = 0; // [asset] i32
/** The assets anyone needs of which that is so. */
export let movingCount: i32 = 0;
export let moving: usize = 0; // [moving] i32
export let fundingLaw: usize = 0; // [regime][asset][mean, persistence, noise]
export let fundingSd: usize = 0; // [regime][asset]

// ---- the account as compiled
export let schemePools: usize = 0; // [scheme + 1] i32
export let poolSlots: usize = 0; // [pool + 1] i32
/** Position of a slot, as a place in the canonical order. */
export let slotPosition: usize = 0; // [slot] i32
export let slotAsset: usize = 0; // [slot] i32
/** Coin that a pool is settled in, where the venue settles in coins. */
export let poolCoin: usize = 0; // [pool] i32
export let positionAsset: usize = 0; // [position] i32
/** 1 for a long position, -1 for a short one. */
export let positionSign: usize = 0; // [position]
export let positionStart: usize = 0; // [position] price at the start of the run
/** What funding is charged on: 1 for the notional now, the entry price for the notional at entry. */
export let positionUnit: usize = 0; // [position]
export let positionEntry: usize = 0; // [position]
/** The requirement of a position at its full size, per unit: the largest of rate * price - amount over its pieces. */
export let pieceStart: usize = 0; // [position + 1] i32
/** Whether the worse end of a span may be either one; and whether that is so of any position. */
export let eitherEnd: usize = 0; // [position] i32
export let anyEitherEnd: i32 = 0;
export let pieceRate: usize = 0;
export let pieceAmount: usize = 0;
export let bracketStart: usize = 0; // [asset + 1] i32
export let bracketCap: usize = 0;
export let bracketRate: usize = 0;
export let bracketAmount: usize = 0;
export let coinAsset: usize = 0; // [coin] i32
/** Share of a coin's value that counts as collateral. */
export let coinShare: usize = 0; // [regime][coin]

// ---- the market of a group
export let states: usize = 0; // [stream][word][lane] i32
export let words: usize = 0; // [pair or more][word][step][lane] i32
export let normals: usize = 0; // [asset][step][lane] T
/** A normal per lane for the rate of every asset that moves, and its other half. */
export let noise: usize = 0; // [moving][2][lane]
/** What the shocks of a step are multiplied by; the mixing variables of the intervals that the block lies in, and room for a sum of them. */
export let mixing: usize = 0; // [step][lane] T
export let intervals: usize = 0; // [interval][lane] T
export let variancePlus: usize = 0; // [lane] T
/** Room for a column of squared radii and one of normals. */
export let squares: usize = 0; // [2][step][lane] T
/** Log returns of a step, later summed up from the start of the block; and a second set for lanes that are drawn again. */
export let returns: usize = 0; // [asset][step][lane] T
export let redrawn: usize = 0; // [asset][step][lane] T
export let drift: usize = 0; // [asset][lane] T
export let factor: usize = 0; // [place][lane] T
export let regime: usize = 0; // [lane] i32
export let regimes: usize = 0; // [step][lane] i32
/** The part of a step, counted over the path from 1, that the next regime begins with. */
export let nextSwitch: usize = 0; // [lane] i32
/** The stretches of the step at hand that have a regime of their own: where they begin, in steps of the path, and their regimes. */
export let stretchFrom: usize = 0; // [part]
export let stretchRegime: usize = 0; // [part] i32
/** Of the step at hand, by regime: the share of its time, and of its variance where that of a step is 1; and room for sums and shocks. */
export let regimeTime: usize = 0; // [regime]
export let regimeVariance: usize = 0; // [regime]
export let stepReturn: usize = 0; // [asset]
export let stepShock: usize = 0; // [asset]
/** What a lane will survive of a hazard from a time on, in steps of the path; the time at which that is used up, and the step it lies in. */
export let hazardLeft: usize = 0; // [hazard][lane]
export let hazardFrom: usize = 0; // [hazard][lane]
export let hazardTime: usize = 0; // [hazard][lane]
export let hazardNext: usize = 0; // [hazard][lane] i32
/** The earliest of these: the first step at which anything rare can happen. */
export let nextRare: usize = 0; // [lane] i32
/** Share that a position gives up where the venue deleverages its book at a step, else 0; and whether it does in this block. */
export let deleveraging: usize = 0; // [step][lane]
/** The least and the largest log price of the span; the farthest from 0 of any asset. */
export let least: usize = 0; // [asset][lane] T
export let most: usize = 0; // [asset][lane] T
export let far: usize = 0; // [lane] T
/** Prices at the start of the block, bounds over the span, prices at its end. */
export let price: usize = 0; // [asset][lane]
export let low: usize = 0; // [asset][lane]
export let high: usize = 0; // [asset][lane]
export let mark: usize = 0; // [asset][lane]
/** Prices of every step of the block, valid where `priceBlock` holds the block's first step. */
export let prices: usize = 0; // [asset][step][lane]
export let priceBlock: usize = 0; // [asset] i32
export let fundingRegime: usize = 0; // [lane] i32
export let laneFundingLaw: usize = 0; // [asset][mean, persistence, noise][lane]
export let fundingRate: usize = 0; // [asset][lane]
/** What a lane is charged at a settlement per unit of notional: the last one, and every one where the rate does not move. */
export let fundingCharge: usize = 0; // [asset][lane]
export let due: usize = 0; // [asset][lane]
export let fundingIndex: usize = 0; // [asset][lane]

// ---- the account of a group
export let quantity: usize = 0; // [slot][lane]
/** Equity of a pool without its coins, less the value of its positions; Infinity once it has ended. */
export let base: usize = 0; // [pool][lane]
/** Units that count as collateral, before the haircut of the regime. */
export let coin: usize = 0; // [pool][coin][lane]
/** What a scheme holds of a position, whatever pool it is in. */
export let held: usize = 0; // [scheme][position][lane]
export let owed: usize = 0; // [pool][lane]
/** A lower bound of the cover of a pool over the span; its equity and notional at the end of it, as things stand. */
export let poolCover: usize = 0; // [pool][lane]
export let poolEquity: usize = 0; // [pool][lane]
export let poolNotional: usize = 0; // [pool][lane]
/** The least of these covers of a scheme. */
export let leastCover: usize = 0; // [lane]
/** How far a pool stays above the lowest margin ratio of its scheme within the span (`ratios.ts`); the least of a scheme. */
export let clearance: usize = 0; // [pool][lane]
export let leastClearance: usize = 0; // [lane]
/** Whether anything has happened to a scheme on any lane. */
export let touched: usize = 0; // [scheme] i32
export let settledPnl: usize = 0; // [scheme][lane]
export let goneCoinPnl: usize = 0; // [scheme][lane]
export let heldCoin: usize = 0; // [scheme][coin][lane]
export let highestPnl: usize = 0; // [scheme][lane]
export let maxDrawdown: usize = 0; // [scheme][lane]
export let lowestMarginRatio: usize = 0; // [scheme][lane]
/** The same if nothing happens until the end of the span. */
export let nextMarginRatio: usize = 0; // [scheme][lane]
/** What one unit of a position pays, adds to the bound of a cover, has made so far; what one unit of a coin adds to the bound. */
export let unitCharge: usize = 0; // [position][lane]
export let unitCover: usize = 0; // [position][lane]
export let unitProfit: usize = 0; // [position][lane]
/** Profits when they were last looked at. */
export let profit: usize = 0; // [scheme][lane]
export let unitCoin: usize = 0; // [coin][lane]
/** Share of a coin's value that counts under the regime of a lane, where it does not change within the block. */
export let laneShare: usize = 0; // [coin][lane]
/** The least that a pool's amount of the coin at hand can count for in the span. */
export let leastWorth: usize = 0; // [lane]
/** What a unit of a coin counts for at the step that is looked at. */
export let unitWorth: usize = 0; // [coin][lane]
/** For steps between the ends of spans (`between.ts`): growths since the start of the block, and sums over them. */
export let growths: usize = 0; // [asset][step][lane] T
export let coinGrowths: usize = 0; // [coin][step][lane] T
export let exposures: usize = 0; // [position, coin][lane] T
/** What positions are worth at the worse end of the span. */
export let worstExposures: usize = 0; // [position][lane]
/** The same at the block's start, of the slots of the pool at hand. */
export let poolExposures: usize = 0; // [position][lane] T
export let changes: usize = 0; // [step][lane] T
export let starts: usize = 0; // [4][lane]
/** What policies watch of the market (`signals.ts`). */
export let signalCount: i32 = 0;
export let signalledCount: i32 = 0;
export let signalled: usize = 0; // [watched] i32: assets
export let signalKind: usize = 0; // [signal] i32
/** First asset and first pair of each signal; its assets, as places among the watched ones. */
export let signalStart: usize = 0; // [signal + 1] i32
export let signalPair: usize = 0; // [signal + 1] i32
export let signalAsset: usize = 0; // i32
export let signalWeight: usize = 0; // [signal]
export let signalSlowWeight: usize = 0; // [signal]
export let signalScale: usize = 0; // [signal]
export let startCovariance: usize = 0; // [pair]
export let covariance: usize = 0; // [pair][lane]
export let slowCovariance: usize = 0; // [pair][lane]
/** Prices relative to the start of the block, and simple returns. */
export let signalLevel: usize = 0; // [watched][lane]
export let signalReturn: usize = 0; // [watched][lane]
export let signalValue: usize = 0; // [signal][step][lane]
export let signalHighest: usize = 0; // [signal][lane]
export let signalLowest: usize = 0; // [signal][lane]
/** Pools that the bounds of a span cannot clear, and those that something happens to: pool * LANES + lane. */
export let suspects: usize = 0; // [pool * lane] i32
export let events: usize = 0; // [pool * lane] i32
