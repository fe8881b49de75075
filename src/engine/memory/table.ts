/**
 * The memory of the kernel: every array with its type, axes and meaning, and every setting.
 *
 * All that lays this memory out comes from this table: the globals and constants of the kernel (`src/kernel/build.mjs` writes them when
 * it is built), the allocation, and the typed views of a group. To add an array is to add a line here.
 */

/** Counts; the kernel knows each as a global, `assetCount` for the axis `asset`. */
export const axes = {
  asset: 'Assets of the market.',
  drawn: 'Assets that are drawn: up to the last one that anyone holds, padded to pairs.',
  pair: 'Pairs of assets that are drawn.',
  priced: 'Assets whose price anyone needs.',
  moving: 'Assets among these whose rate of funding moves by itself.',
  regime: 'Regimes of the market.',
  coefficient: 'Coefficients of the shocks of a regime, two for each pair of assets and term.',
  quantile: 'Numbers in the table of quantiles of the mixing variable; 0 where its degrees are whole.',
  interval: 'Intervals of the mixing variable that a block can reach into, and as many more as are drawn at once.',
  part: 'Equal parts of a step at whose beginnings the regime may change.',
  hazard: 'Hazards: what jumps or deleverages.',
  stream: 'Streams of draws.',
  wordRow: 'Rows of words that are drawn for a step.',
  scheme: 'Schemes.',
  position: 'Positions of the account, in canonical order.',
  pool: 'Pools of all schemes.',
  slot: 'Slots: a position in a pool of a scheme.',
  collateral: 'Assets that are collateral beside the quote currency.',
  piece: 'Affine pieces of the requirements of all positions.',
  bracket: 'Brackets of all assets.',
  signal: 'Signals that policies watch.',
  watched: 'Assets that any signal watches, each once.',
  signalAsset: 'Assets of all signals.',
  signalPair: 'Pairs of assets of all signals.',
} as const;

export type Axis = keyof typeof axes;

/** An axis of an array: a count, one more than it (where runs start, and the end), a number, the steps of a block, or the lanes. */
export type Extent = Axis | `${Axis} + 1` | 'step' | 'lane' | number;

/** An element is an integer, a double, or a number in the precision of the returns (T in the kernel's sources). */
export type ElementType = 'i32' | 'f64' | 'T';

/** An array: its axes, slowest first, and what stands in it. */
export interface ArrayEntry<E extends ElementType = ElementType> {
  readonly type: E;
  readonly axes: readonly Extent[];
  readonly meaning: string;
}

const entry =
  <E extends ElementType>(type: E) =>
  (extents: readonly Extent[], meaning: string): ArrayEntry<E> => ({ type, axes: extents, meaning });

export const i32 = entry('i32');
export const f64 = entry('f64');
const real = entry('T');

/** Single numbers that the program sets once; yes or no is 1 or 0. */
export const settings = {
  steps: ['i32', 'Steps of the path.'],
  stepSeconds: ['f64', 'Seconds of a step.'],
  intervalSeconds: ['f64', 'Seconds of an interval of the mixing variable of Student-t shocks; 0 for normal ones.'],
  degrees: ['i32', 'Degrees of freedom of Student-t shocks; 0 where `mixingQuantiles` stand for them.'],
  stepsPerSettlement: ['i32', 'Steps from one settlement of funding to the next; 0 without funding.'],
  intervalsPerSettlement: ['i32', 'Funding intervals that one settlement covers.'],
  fundingInterest: ['f64', "Interest per interval in the venue's formula of funding."],
  fundingDamper: ['f64', 'How far the interest may move the rate of funding.'],
  external: ['i32', 'Whether a source outside of the kernel fills the blocks.'],
  watchEveryStep: ['i32', 'Whether drawdown and margin ratio are watched at every step.'],
  movable: ['i32', 'Whether policies may move positions between pools.'],
  attended: [
    'i32',
    'Whether the program is asked at the beginning of every span if it wants to see its steps one by one.',
  ],
  screened: ['i32', 'If not, every pool is inspected at every step: what the screen is tested against.'],
  fundingOnEntry: ['i32', 'Whether funding is charged on the notional at entry.'],
  fundingBeforeCheck: ['i32', 'Whether funding is paid before pools are checked at the same step.'],
  isInverse: ['i32', 'Whether a pool pays in its settlement asset (inverse contracts).'],
  maintenanceOnEntry: [
    'i32',
    'Whether requirements take the value at entry, in the settlement asset of the pool or else in quote.',
  ],
  bracketsInSettlementAsset: ['i32', 'Whether the brackets of inverse contracts are in the settlement asset.'],
  anyEitherEnd: ['i32', 'Whether `eitherEnd` holds for any position.'],
  equalityFires: ['i32', 'Whether a pool is liquidated whose equity equals its requirement.'],
} as const satisfies Record<string, readonly ['i32' | 'f64', string]>;

/** The market as compiled: the program writes it once. */
const compiledMarket = {
  key: i32([4], 'Key of all draws.'),
  priced: i32(['priced'], 'Assets whose price anyone needs, ascending.'),
  pairPriced: i32(['pair'], 'Whether anyone needs the first or second asset of a pair.'),
  startPrices: f64(['asset'], 'Prices at the start of the run.'),
  regimeDrift: real(['regime', 'drawn'], 'Drift of a step.'),
  regimeFactor: real(
    ['regime', 'coefficient'],
    'Coefficients of the shocks, in the order in which the returns are summed.',
  ),
  mixingQuantiles: f64(
    ['quantile'],
    'Coefficients of cubics, [half][cell][4], of the quantiles of the mixing variable.',
  ),
  startCumulative: f64(['regime'], 'Cumulative law of the first regime.'),
  logStay: f64(['regime'], 'ln P(stay) for a part of a step.'),
  switchCumulative: f64(['regime', 'regime'], 'Cumulative law of the next regime, row by row.'),
  hazardKind: i32(['hazard'], 'What happens: one of `Hazard`.'),
  hazardAsset: i32(['hazard'], 'The asset of a single jump.'),
  hazardRate: f64(['hazard', 'regime'], '-ln(1 - p) per step, p the probability in an interval; Infinity for p = 1.'),
  hazardSeconds: f64(['hazard', 'regime'], 'Seconds of the interval.'),
  hazardMean: f64(['hazard', 'regime'], 'Mean of the size.'),
  hazardSd: f64(['hazard', 'regime'], 'Standard deviation of the size.'),
  beta: f64(['regime', 'asset'], 'What an asset takes of a common jump.'),
  spread: f64(['regime', 'asset'], "Standard deviation of an asset's own noise in a common jump."),
  hasSpread: i32(['asset'], 'Whether the common jump of an asset has a spread in any regime.'),
  fundingClamp: f64(['asset'], 'The largest absolute rate of funding.'),
  fundingMoves: i32(['asset'], 'Whether the rate of an asset moves by itself, and not only with the regime.'),
  moving: i32(['moving'], 'The assets anyone needs of which that is so.'),
  fundingLaw: f64(['regime', 'asset', 3], 'Mean, persistence and noise of the rate of funding.'),
  fundingSd: f64(['regime', 'asset'], 'Standard deviation of the stationary law of the rate.'),
};

/** The account as compiled. */
const compiledAccount = {
  schemePools: i32(['scheme + 1'], 'First pool of each scheme.'),
  poolSlots: i32(['pool + 1'], 'First slot of each pool.'),
  slotPosition: i32(['slot'], 'Position of a slot, as a place in the canonical order.'),
  slotAsset: i32(['slot'], 'Asset of a slot.'),
  settlementAsset: i32(['pool'], 'Collateral asset that a pool is settled in, where the venue settles in one.'),
  positionAsset: i32(['position'], 'Asset of a position.'),
  positionSign: f64(['position'], '1 for a long position, -1 for a short one.'),
  positionStart: f64(['position'], 'Price at the start of the run.'),
  positionUnit: f64(
    ['position'],
    'What funding is charged on: 1 for the notional now, the entry price for the notional at entry.',
  ),
  positionEntry: f64(['position'], 'Price at entry.'),
  pieceStart: i32(['position + 1'], 'First piece of each position.'),
  eitherEnd: i32(['position'], 'Whether the worse end of a span may be either one.'),
  pieceRate: f64(
    ['piece'],
    'The requirement of a position at its full size, per unit, is the largest of rate * price - amount.',
  ),
  pieceAmount: f64(['piece'], 'The amounts of these.'),
  bracketStart: i32(['asset + 1'], 'First bracket of each asset.'),
  bracketCap: f64(['bracket'], 'Upper end of a bracket.'),
  bracketRate: f64(['bracket'], 'Rate of a bracket.'),
  bracketAmount: f64(['bracket'], 'Amount of a bracket.'),
  collateralAsset: i32(['collateral'], 'Asset of a collateral asset.'),
  collateralShare: f64(['regime', 'collateral'], 'Share of the value of a collateral asset that counts as collateral.'),
};

/** The market of a group of paths: the kernel writes it. */
const market = {
  states: i32(['stream', 4, 'lane'], 'States of the generators.'),
  words: i32(['wordRow', 'step', 'lane'], 'Words as drawn.'),
  normals: real(['drawn', 'step', 'lane'], 'Standard normals.'),
  noise: f64(['moving', 2, 'lane'], 'A normal for the rate of every asset that moves, and its other half.'),
  mixing: real(['step', 'lane'], "What the shocks of a step are multiplied by, where they are Student's t."),
  intervals: real(['interval', 'lane'], 'The mixing variables of the intervals that the block lies in.'),
  variancePlus: real(['lane'], 'Room for a sum of them.'),
  squaredRadii: real([2, 'step', 'lane'], 'Room for a column of squared radii and one of normals.'),
  returns: real(['drawn', 'step', 'lane'], 'Log returns of a step, later summed up from the start of the block.'),
  redrawn: real(['drawn', 'step', 'lane'], 'A second set for lanes that are drawn again.'),
  drift: real(['drawn', 'lane'], 'Drift under the regime of a lane.'),
  factor: real(['coefficient', 'lane'], 'Coefficients of the shocks under the regime of a lane.'),
  regime: i32(['lane'], 'Regime now.'),
  regimes: i32(['step', 'lane'], 'Regime at the end of each step of the block.'),
  logWeights: f64(
    ['lane'],
    'Log weight of the path up to the end of the block; 0 where a source draws from the law of the market.',
  ),
  nextSwitch: i32(['lane'], 'The part of a step, counted over the path from 1, that the next regime begins with.'),
  stretchFrom: f64(
    ['part'],
    'Where the stretches of the step at hand begin that have a regime of their own, in steps of the path.',
  ),
  stretchRegime: i32(['part'], 'Their regimes.'),
  regimeTime: f64(['regime'], 'Share that a regime has of the time of the step at hand.'),
  regimeVariance: f64(['regime'], 'Share that it has of the variance, where that of a whole step is 1.'),
  stepReturn: f64(['drawn'], 'Room for the returns of that step.'),
  stepShock: f64(['drawn'], 'Room for the shocks of that step.'),
  hazardLeft: f64(['hazard', 'lane'], 'What a lane will survive of a hazard.'),
  hazardFrom: f64(['hazard', 'lane'], 'The time from which on it does, in steps of the path.'),
  hazardTime: f64(['hazard', 'lane'], 'The time at which that is used up.'),
  hazardNext: i32(['hazard', 'lane'], 'The step that this time lies in.'),
  nextChange: i32(['lane'], 'The first step at which a regime may change or a hazard strike.'),
  deleveraging: f64(['step', 'lane'], 'Share that a position gives up where the venue deleverages its book, else 0.'),
  minLogPrice: real(['asset', 'lane'], 'The least log price of the span.'),
  maxLogPrice: real(['asset', 'lane'], 'The largest log price of the span.'),
  maxAbsLogPrice: real(['lane'], 'The largest absolute log price of any asset.'),
  price: f64(['asset', 'lane'], 'Prices at the start of the block.'),
  low: f64(['asset', 'lane'], 'Lower bound of the price over the span.'),
  high: f64(['asset', 'lane'], 'Upper bound of the price over the span.'),
  mark: f64(['asset', 'lane'], 'Price at the end of the span.'),
  prices: f64(
    ['asset', 'step', 'lane'],
    "Prices of every step of the block, valid where `priceBlock` holds the block's first step.",
  ),
  priceBlock: i32(['asset'], 'First step of the block whose `prices` have been formed.'),
  fundingRegime: i32(['lane'], 'Regime that `laneFundingLaw` stands for.'),
  laneFundingLaw: f64(['asset', 3, 'lane'], 'Mean, persistence and noise under that regime.'),
  fundingRate: f64(['asset', 'lane'], 'Rate of funding.'),
  fundingCharge: f64(
    ['asset', 'lane'],
    'Rate charged at a settlement: the last one, and every one where the rate does not move.',
  ),
  fundingDue: f64(['asset', 'lane'], 'What a unit (or a unit of entry value) pays at the end of the span.'),
  fundingIndex: f64(['asset', 'lane'], 'Sum of these payments so far.'),
};

/** The account of a group of paths. The events write the first part, the kernel the rest. */
const account = {
  quantity: f64(['slot', 'lane'], 'Units held.'),
  equityIntercept: f64(
    ['pool', 'lane'],
    'Equity of a pool without its collateral assets, less the value of its positions; Infinity once it is empty or has ended.',
  ),
  countedUnits: f64(
    ['pool', 'collateral', 'lane'],
    'Units that count as collateral, before the haircut of the regime.',
  ),
  held: f64(['scheme', 'position', 'lane'], 'What a scheme holds of a position, whatever pool it is in.'),
  dirty: i32(['scheme'], 'Whether anything has happened to a scheme on any lane.'),
  settledPnl: f64(['scheme', 'lane'], 'Profit of what was closed, and of transfers.'),
  soldCollateralPnl: f64(['scheme', 'lane'], 'Profit of collateral that were sold or forfeited.'),
  heldCollateral: f64(['scheme', 'collateral', 'lane'], 'Units of a collateral asset over all pools and the treasury.'),
  highestPnl: f64(['scheme', 'lane'], 'Highest profit so far.'),
  maxDrawdown: f64(['scheme', 'lane'], 'Largest fall below it.'),
  lowestMarginRatio: f64(['scheme', 'lane'], 'Lowest margin ratio of an open pool.'),
  poolFundingDue: f64(['pool', 'lane'], 'Funding that a pool owes at the end of the span.'),
  poolHeadroom: f64(['pool', 'lane'], 'A lower bound of equity less requirement over the span.'),
  poolEquity: f64(['pool', 'lane'], 'Equity at the end of the span, as things stand.'),
  poolNotional: f64(['pool', 'lane'], 'Notional at the end of the span, as things stand.'),
  lowestHeadroom: f64(['lane'], 'The least of `poolCover` of a scheme.'),
  clearance: f64(['pool', 'lane'], 'How far a pool stays above the lowest margin ratio of its scheme within the span.'),
  lowestClearance: f64(['lane'], 'The least of these of a scheme.'),
  nextMarginRatio: f64(['scheme', 'lane'], 'Lowest margin ratio if nothing happens until the end of the span.'),
  unitFundingDue: f64(['position', 'lane'], 'What one unit of a position pays at the end of the span.'),
  unitHeadroom: f64(['position', 'lane'], 'The least that one unit adds to equity less requirement over the span.'),
  unitProfit: f64(['position', 'lane'], 'What one unit has made so far.'),
  profit: f64(['scheme', 'lane'], 'Profits when they were last looked at.'),
  unitCollateralFloor: f64(
    ['collateral', 'lane'],
    'The least that a unit of a collateral asset can count for over the span.',
  ),
  unitCollateralValue: f64(
    ['collateral', 'lane'],
    'What a unit of a collateral asset counts for at the step that is looked at.',
  ),
  laneCollateralShare: f64(
    ['collateral', 'lane'],
    'Share of the value of a collateral asset that counts, where the regime does not change within the block.',
  ),
  collateralFloor: f64(
    ['lane'],
    "The least that a pool's amount of the collateral asset at hand can count for over the span.",
  ),
  growths: real(['drawn', 'step', 'lane'], 'Growth of a price since the start of the block.'),
  collateralValues: real(['collateral', 'step', 'lane'], 'What a unit of a collateral asset counts for.'),
  exposures: real(['position', 'lane'], "What positions are worth at the block's start."),
  worstExposures: f64(['position', 'lane'], 'What they are worth at the worse end of the span.'),
  poolExposures: real(['position', 'lane'], "What the slots of the pool at hand are worth at the block's start."),
  poolCollateral: real(['collateral', 'lane'], 'Units of the pool at hand.'),
  pnlChanges: real(['step', 'lane'], 'Change of the profit since the start of the block.'),
  collateralExposure: real(['lane'], "What the units of the collateral asset at hand are worth at the block's start."),
  clearRatio: f64(['lane'], 'The ratio that a pool must stay above to be cleared.'),
  lowestRatio: real(['lane'], 'The lowest ratio of the scheme so far.'),
  startEquity: real(['lane'], "Equity of the pool at hand at the block's start, without collateral assets."),
  startNotional: real(['lane'], "Notional of the pool at hand at the block's start."),
  candidates: i32(
    ['pool', 'lane'],
    'Pools that the bounds of a span cannot clear, and those that something happens to: pool * LANES + lane.',
  ),
  events: i32(['pool', 'lane'], 'Pools that must be liquidated: pool * LANES + lane.'),
};

/** What policies watch of the market. */
const signals = {
  watchedAssets: i32(['watched'], 'The assets that any signal watches.'),
  signalKind: i32(['signal'], 'One of `SignalKind`.'),
  signalStart: i32(['signal + 1'], 'First asset of each signal.'),
  signalPair: i32(['signal + 1'], 'First pair of each signal.'),
  signalAsset: i32(['signalAsset'], 'Assets of the signals, as places among the watched ones.'),
  signalWeight: f64(['signal'], 'Weight of the newest return.'),
  signalSlowWeight: f64(['signal'], 'The same of the slower estimate of a ratio.'),
  signalScale: f64(['signal'], 'What makes a mean of a sum, and a year of a step.'),
  startCovariance: f64(['signalPair'], 'Covariances before the run.'),
  covariance: f64(['signalPair', 'lane'], 'Covariances now.'),
  slowCovariance: f64(['signalPair', 'lane'], 'The slower estimates of them.'),
  signalLevel: f64(['watched', 'lane'], 'Prices relative to the start of the block.'),
  signalReturn: f64(['watched', 'lane'], 'Simple returns of a step.'),
  signalValue: f64(['signal', 'step', 'lane'], 'Value at every step of the block.'),
  signalHighest: f64(['signal', 'lane'], 'Highest value of the span.'),
  signalLowest: f64(['signal', 'lane'], 'Lowest value of the span.'),
};

/** Every array of the kernel's memory, in the order in which they lie there. */
export const arrays = { ...compiledMarket, ...market, ...compiledAccount, ...account, ...signals };
