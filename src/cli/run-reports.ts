/** What a run shows and writes: a module of its own, so that it can be loaded while workers are busy. */
export { formatOverview } from '../report/overview.ts';
export { runFiles } from '../report/run-files.ts';
export { formatStudy } from '../report/terminal.ts';
