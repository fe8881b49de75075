import { type Policy, watchedBy } from '../../margin/policies/registry.ts';
import { isDue, type PolicyRun } from '../../margin/policies/run.ts';
import type { Alarm } from '../../margin/policies/trigger.ts';
import type { CompiledScenario } from '../compile/compile.ts';
import { LANES } from '../memory/constants.ts';
import type { PathGroup } from '../memory/group.ts';
import type { Signals } from './signals.ts';

/**
 * Which schemes and paths are looked at between the steps of a span. Policies seldom act, so a span is gone through at full speed unless
 * bounds of it say that one might: asking every policy at every step would take longer than the simulation itself.
 */
export interface PolicyScreen {
  /** Decides at the beginning of a span; whether any is active. */
  beginSpan(): boolean;
  /** Something has happened to a scheme and path: whether its policies must be asked about it. */
  include(scheme: number, lane: number): boolean;
  isActive(scheme: number, lane: number): boolean;
}

export function createPolicyScreen(
  group: PathGroup,
  compiled: CompiledScenario,
  signals: Signals,
  runs: readonly PolicyRun[],
  screened: boolean,
): PolicyScreen {
  const { account } = compiled;
  const { kernel } = group;
  const active = new Uint8Array(account.schemes * LANES);
  const checks = account.policies.map((policies, scheme) =>
    policies.flatMap((policy, index) => checksOf(policy, { group, compiled, signals, scheme, index, runs })),
  );
  // Pools whose cover may fall below the level of a policy are among the candidates of the kernel.
  const watchesCover = account.policies.map((policies) => policies.some((policy) => watchedBy(policy).on === 'cover'));

  const activateCandidates = () => {
    for (let s = 0; s < kernel.candidateCount; s++) {
      const place = group.candidates[s]!;
      const scheme = account.poolScheme[Math.floor(place / LANES)]!;
      if (watchesCover[scheme]) active[scheme * LANES + (place % LANES)] = 1;
    }
  };
  const activateDeleveraged = () => {
    for (let k = kernel.spanFrom * LANES; k < (kernel.spanTo + 1) * LANES; k++) {
      if (group.deleveraging[k] === 0) continue;
      for (let scheme = 0; scheme < account.schemes; scheme++) active[scheme * LANES + (k % LANES)] = 1;
    }
  };
  return {
    beginSpan() {
      active.fill(screened ? 0 : 1);
      if (kernel.deleverages) activateDeleveraged();
      activateCandidates();
      const last = kernel.blockFirst + kernel.spanTo;
      for (const [scheme, own] of checks.entries()) {
        for (let place = scheme * LANES; place < (scheme + 1) * LANES; place++) {
          if (isDue(runs[place]!, last)) active[place] = 1;
          for (let k = 0; k < own.length && active[place] === 0; k++) active[place] = Number(own[k]!(place % LANES));
        }
      }
      return active.includes(1);
    },
    include(scheme, lane) {
      const hasPolicies = account.policies[scheme]!.length > 0;
      if (hasPolicies) active[scheme * LANES + lane] = 1;
      return hasPolicies;
    },
    isActive: (scheme, lane) => active[scheme * LANES + lane] === 1,
  };
}

interface Circumstances {
  readonly group: PathGroup;
  readonly compiled: CompiledScenario;
  readonly signals: Signals;
  readonly scheme: number;
  readonly index: number;
  readonly runs: readonly PolicyRun[];
}

/** Whether a policy might act on a lane within the span; never false if it would. */
type Check = (lane: number) => boolean;

/** The checks of a policy; none for one that looks at covers alone. */
function checksOf(policy: Policy, circumstances: Circumstances): Check[] {
  const watched = watchedBy(policy);
  switch (watched.on) {
    case 'cover':
      return [];
    case 'price':
      return watched.positions.map((position) => mightMove(position, watched.distance, circumstances));
    case 'drawdown':
      // It has to be followed at every step.
      return [() => true];
    case 'signal':
      return [mightCross(watched, circumstances)];
    default:
      return watched satisfies never;
  }
}

/** Whether the bounds of the span reach the price at which a position has moved a distance against its entry. */
function mightMove(position: number, distance: number, { group, compiled, scheme }: Circumstances): Check {
  const { account } = compiled;
  const rank = account.positionRank[position]!;
  const holding = scheme * account.positions + rank;
  const slot = account.homeSlot[holding]!;
  const entry = account.slotEntry[slot]!;
  const row = account.slotAsset[slot]! * LANES;
  const isLong = account.positionQuantity[rank]! > 0;
  // Wide enough for rounding; the rule itself decides.
  const reach = distance * entry - 1e-9 * entry;
  return (lane: number) => {
    if (group.held[holding * LANES + lane] === 0) return false;
    return (isLong ? entry - group.low[row + lane]! : group.high[row + lane]! - entry) >= reach;
  };
}

/** Whether an alarm goes off or is released at any step of the span. */
function mightCross(alarm: Extract<Alarm, { on: 'signal' }>, { signals, scheme, index, runs }: Circumstances): Check {
  const estimate = signals(alarm.signal);
  const [above, release] = [estimate.levelOf(alarm.above), estimate.levelOf(alarm.release)];
  return (lane) => {
    const { alarmed } = runs[scheme * LANES + lane]!.memories[index]!;
    return alarmed ? estimate.lowest[lane]! < release : estimate.highest[lane]! >= above;
  };
}
