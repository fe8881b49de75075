/** What a run shows and writes: a module of its own, so that it can be loaded while workers are busy. */
export { overviewSection } from '../report/sections/overview.ts';
export { studySections } from '../report/sections/study.ts';
export { runFiles } from '../report/writers/run-files.ts';
export { print } from './print.ts';
