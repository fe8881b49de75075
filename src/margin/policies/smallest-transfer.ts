/**
 * Share of what is asked for (the amount of a top-up, the requirement of a pool) below which no money is moved: what is left of a budget or
 * to spare may be nothing but the rounding of its sum, which is no reason to act. By as much must the equity of a position that is isolated
 * exceed its requirement.
 */
export const smallestTransfer = 1e-9;
