import type { ScenarioResult } from '../../src/run/result.ts';
import type { OutputFile } from '../../src/run/store/outputs.ts';

/** The whole text of a file of a run with these scenarios. */
export function fileText({ open }: OutputFile, results: readonly ScenarioResult[]): string {
  const { add, finish } = open();
  return Buffer.concat([...results.map(add), finish()]).toString();
}
