import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { simulate } from '../../src/engine/simulate.ts';
import { originOf, sealEnvelope } from '../../src/run/execute/envelope.ts';
import { experimentDigest, familiesOf } from '../../src/run/plan/family.ts';
import { rangesBetween } from '../../src/run/plan/ranges.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { openChunkStore } from '../../src/run/store/chunk-store.ts';
import { nodeFiles } from '../../src/run/store/files.ts';
import { workFolder } from '../../src/run/store/run-folder.ts';
import type { Summary } from '../../src/stats/summary.ts';
import { createTailLosses, keepLargest } from '../../src/stats/tail/losses.ts';
import { smallStudy } from './studies.ts';

const study = smallStudy({ scenario: { paths: 900, steps: 12 } });

const spoil: Record<string, (summary: Summary) => void> = {
  'empty accumulators': ({ accumulators }) => {
    for (const name of Object.keys(accumulators)) accumulators[name] = {};
  },
  'sums that are no numbers': ({ accumulators: { means } }) => {
    (means as { moments: { sum: Float64Array } }).moments.sum.fill(Number.NaN);
  },
};

it.each(Object.keys(spoil))(
  'a chunk with %s under a right digest, as an earlier program may have stored it, is set aside and computed again',
  async (name) => {
    const results = mkdtempSync(join(tmpdir(), 'margin-lab-nonsense-'));
    try {
      const digest = experimentDigest(study);
      const { folder } = workFolder(results, study.name, digest);
      mkdirSync(folder, { recursive: true });
      const store = await openChunkStore(nodeFiles, join(folder, 'chunks'));
      const [one] = familiesOf(study)[0]!.scenarios;
      const origin = originOf(digest, one!.digest);
      for (const range of rangesBetween(one!.scenario, 0, 900).slice(0, 2)) {
        const summary = simulate(one!.compiled, range.firstPath, range.count);
        spoil[name]!(summary);
        await store.save(origin, range, sealEnvelope(summary, origin));
      }
      const notices: string[] = [];
      const onNotice = (notice: string) => void notices.push(notice);
      const resumed = await runStudy(study, { results, resume: true, executor: 'inline', onNotice });
      expect(resumed.results).toEqual((await runStudy(study, { executor: 'inline' })).results);
      expect(notices.filter((notice) => notice.includes('set aside and computed again'))).toHaveLength(2);
    } finally {
      rmSync(results, { recursive: true });
    }
  },
);

it('the largest of losses that are no numbers are not sought for ever', () => {
  const losses = createTailLosses(0);
  Object.assign(losses, { count: 9, paths: new Uint32Array(9), losses: new Float64Array(9).fill(Number.NaN) });
  expect(() => keepLargest(losses, 3)).toThrow(/every kept loss is a number/);
});
