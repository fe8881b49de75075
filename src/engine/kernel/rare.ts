import { normal, uniform, waitingTime } from '../../random/draws.ts';
import { STATE_WORDS } from '../../random/streams.ts';
import type { CompiledScenario } from '../compile.ts';
import type { CompiledJump } from '../compile-market.ts';
import { LANES, type PathGroup } from '../group.ts';
import { loadCoefficients, reformReturns } from './returns.ts';

/**
 * Pass 3: what happens seldom. Regime switches and jumps come after geometric waiting times instead of a draw at every
 * step; most lanes have none within a period and are passed over after one comparison.
 */
export function applyRare(group: PathGroup, compiled: CompiledScenario, firstStep: number, steps: number): void {
  const { regimes, regime, nextRare, switched } = group;
  const lastStep = firstStep + steps - 1;
  for (let lane = 0; lane < LANES; lane++) {
    const current = regime[lane]!;
    for (let k = lane; k < steps * LANES; k += LANES) regimes[k] = current;
    switched[lane] = 0;
    if (nextRare[lane]! <= lastStep) {
      switchRegimes(group, compiled, lane, firstStep, lastStep);
      jumpTogether(group, compiled, lane, firstStep, lastStep);
      jumpSingly(group, compiled, lane, firstStep, lastStep);
      nextRare[lane] = earliest(group, compiled, lane);
    }
  }
}

/** Draws the first regime and all first waiting times of every lane. */
export function startRare(group: PathGroup, compiled: CompiledScenario): void {
  const { market } = compiled;
  const { states, streams, regime } = group;
  for (let lane = 0; lane < LANES; lane++) {
    const at = (streams.regime * LANES + lane) * STATE_WORDS;
    regime[lane] = choose(market.startCumulative, 0, market.regimes, uniform(states, at));
    // The regime of the first return lasts at least one step: it can change before the second at the earliest.
    group.nextSwitch[lane] = 1 + waitingTime(states, at, market.logStay[regime[lane]!]!);
    loadCoefficients(group, compiled, lane, regime[lane]!);
    if (market.commonJump) {
      const jumps = (streams.commonJump * LANES + lane) * STATE_WORDS;
      group.nextCommonJump[lane] = waitingTime(states, jumps, market.commonJump.logNone);
    }
    for (const i of market.priced) {
      const jump = market.singleJumps[i];
      if (!jump) continue;
      const jumps = ((streams.singleJump + i) * LANES + lane) * STATE_WORDS;
      group.nextSingleJump[i * LANES + lane] = waitingTime(states, jumps, jump.logNone);
    }
    group.nextRare[lane] = earliest(group, compiled, lane);
  }
}

function earliest(group: PathGroup, { market }: CompiledScenario, lane: number): number {
  let next = group.nextSwitch[lane]!;
  if (market.commonJump) next = Math.min(next, group.nextCommonJump[lane]!);
  for (const i of market.priced) {
    if (market.singleJumps[i]) next = Math.min(next, group.nextSingleJump[i * LANES + lane]!);
  }
  return next;
}

/** First index whose cumulative probability exceeds u. */
function choose(cumulative: Float64Array, offset: number, count: number, u: number): number {
  let index = 0;
  while (index < count - 1 && u >= cumulative[offset + index]!) index++;
  return index;
}

function switchRegimes(
  group: PathGroup,
  compiled: CompiledScenario,
  lane: number,
  firstStep: number,
  lastStep: number,
): void {
  const { market } = compiled;
  const { states, streams, regime, regimes, nextSwitch } = group;
  if (nextSwitch[lane]! > lastStep) return;
  const at = (streams.regime * LANES + lane) * STATE_WORDS;
  while (nextSwitch[lane]! <= lastStep) {
    const step = nextSwitch[lane]!;
    const next = choose(market.switchCumulative, regime[lane]! * market.regimes, market.regimes, uniform(states, at));
    regime[lane] = next;
    nextSwitch[lane] = step + waitingTime(states, at, market.logStay[next]!);
    const until = Math.min(lastStep, nextSwitch[lane] - 1);
    for (let s = step; s <= until; s++) {
      regimes[(s - firstStep) * LANES + lane] = next;
      reformReturns(group, compiled, lane, s - firstStep, next);
    }
  }
  group.switched[lane] = 1;
  loadCoefficients(group, compiled, lane, regime[lane]!);
}

/**
 * One common jump: its size J and, per asset, beta J + spread e. The draws of a candidate are taken whether or not it is
 * accepted, so that a path's later jumps do not depend on the odds of its earlier ones.
 */
function jumpTogether(
  group: PathGroup,
  compiled: CompiledScenario,
  lane: number,
  firstStep: number,
  lastStep: number,
): void {
  const { market, periodSteps } = compiled;
  const { states, streams, regimes, returns, nextCommonJump } = group;
  const jump = market.commonJump;
  if (!jump) return;
  const at = (streams.commonJump * LANES + lane) * STATE_WORDS;
  while (nextCommonJump[lane]! <= lastStep) {
    const k = (nextCommonJump[lane]! - firstStep) * LANES + lane;
    const regime = regimes[k]!;
    const accepted = uniform(states, at) < jump.accept[regime]!;
    const size = jump.mean[regime]! + jump.sd[regime]! * normal(states, at);
    for (const i of market.priced) {
      const own = normal(states, ((streams.commonJumpSpread + i) * LANES + lane) * STATE_WORDS);
      if (!accepted) continue;
      const coefficient = regime * market.assets + i;
      const to = i * periodSteps * LANES + k;
      returns[to] = returns[to]! + (market.beta[coefficient]! * size + market.spread[coefficient]! * own);
    }
    nextCommonJump[lane] = nextCommonJump[lane]! + waitingTime(states, at, jump.logNone);
  }
}

function jumpSingly(
  group: PathGroup,
  compiled: CompiledScenario,
  lane: number,
  firstStep: number,
  lastStep: number,
): void {
  const { market, periodSteps } = compiled;
  for (const i of market.priced) {
    const jump = market.singleJumps[i];
    if (jump) jumpOf(group, jump, i, lane, firstStep, lastStep, i * periodSteps * LANES);
  }
}

function jumpOf(
  group: PathGroup,
  jump: CompiledJump,
  asset: number,
  lane: number,
  firstStep: number,
  lastStep: number,
  column: number,
): void {
  const { states, streams, regimes, returns, nextSingleJump } = group;
  const at = ((streams.singleJump + asset) * LANES + lane) * STATE_WORDS;
  const place = asset * LANES + lane;
  while (nextSingleJump[place]! <= lastStep) {
    const k = (nextSingleJump[place]! - firstStep) * LANES + lane;
    const regime = regimes[k]!;
    const accepted = uniform(states, at) < jump.accept[regime]!;
    const size = jump.mean[regime]! + jump.sd[regime]! * normal(states, at);
    if (accepted) returns[column + k] = returns[column + k]! + size;
    nextSingleJump[place] = nextSingleJump[place]! + waitingTime(states, at, jump.logNone);
  }
}
