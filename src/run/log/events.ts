/** How much a log tells, from nothing to everything: each level holds those before it. */
export const logLevels = ['off', 'error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof logLevels)[number];

/** What a log may tell of a run, with the level of each event and what it means. To add one: a line here. */
export const runEvents = {
  started: { level: 'info', meaning: 'the run begins: which study, by which program, on how many threads' },
  estimated: { level: 'info', meaning: 'what it was foretold to take, and whether the pace was measured' },
  opened: { level: 'info', meaning: 'its folder is taken: whether it goes on, and how many chunks stand there' },
  settled: { level: 'info', meaning: 'what an earlier run had left was put back, moved or removed' },
  discarded: { level: 'warn', meaning: 'stored chunks were removed, since the run was not to go on' },
  'set aside': { level: 'warn', meaning: 'a stored chunk was not believed; it is computed again' },
  'not taken over': { level: 'warn', meaning: 'an earlier, smaller result could not be gone on from' },
  continued: { level: 'info', meaning: 'paths of an earlier, smaller result were taken over' },
  'thread ready': { level: 'debug', meaning: 'a worker thread can work; how many there are' },
  'thread ended': {
    level: 'warn',
    meaning: 'a worker thread died or was ended for hanging, why, and how many are left',
  },
  'chunk done': { level: 'debug', meaning: 'paths were computed and stored, or taken from a stored chunk' },
  'chunk failed': { level: 'warn', meaning: 'an attempt to compute paths failed, why, and as which attempt' },
  notice: { level: 'warn', meaning: 'what else did not stop the run, in a sentence' },
  'figures made': { level: 'debug', meaning: 'the figures of a scenario are ready' },
  stopped: { level: 'warn', meaning: 'somebody or something ended the run, and what is kept' },
  failed: { level: 'error', meaning: 'the run failed, with the kind of the error; of a bug with its stack' },
  finished: { level: 'info', meaning: 'the tables are written: after how long, with which digest' },
} as const satisfies Record<string, { readonly level: LogLevel; readonly meaning: string }>;

export type RunEvent = keyof typeof runEvents;
