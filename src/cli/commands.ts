import type { CommandEntry } from './command.ts';

/** All commands, in the order of the help text. To add one: a file with its definition, and a line here. */
export const commands: readonly CommandEntry[] = [
  { name: 'run', load: async () => (await import('./run.ts')).runCommand },
  { name: 'report', load: async () => (await import('./report.ts')).reportCommand },
  { name: 'verify', load: async () => (await import('./verify.ts')).verifyCommand },
  { name: 'distance', load: async () => (await import('./distance.ts')).distanceCommand },
  { name: 'explain', load: async () => (await import('./explain.ts')).explainCommand },
  { name: 'calibrate', load: async () => (await import('./calibrate.ts')).calibrateCommand },
  { name: 'scorecard', load: async () => (await import('./scorecard.ts')).scorecardCommand },
  { name: 'schema', load: async () => (await import('./schema.ts')).schemaCommand },
  { name: 'doctor', load: async () => (await import('./doctor.ts')).doctorCommand },
  { name: 'bench', load: async () => (await import('./bench.ts')).benchCommand },
];
