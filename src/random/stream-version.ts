/**
 * Version of the law that turns (seed, path, purpose) into draws. Raised whenever any draw of any path moves; two runs
 * with the same seed are comparable path by path only under the same version.
 */
export const streamVersion = 3;
