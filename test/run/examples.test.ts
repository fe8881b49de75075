import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { venuePresets } from '../../src/margin/venues/registry.ts';
import { terminal } from '../../src/report/render/terminal.ts';
import { studySections } from '../../src/report/sections/study.ts';
import { runFiles } from '../../src/report/writers/run-files.ts';
import { runStudy } from '../../src/run/run-study.ts';
import { loadStudy } from '../../src/study/load.ts';
import { fileText } from './file-text.ts';

const root = fileURLToPath(new URL('../../experiments/', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !file.startsWith('markets'))
  .toSorted();

/** Paths of each scenario: of a long sweep fewer, so that the whole takes seconds. */
const paths = (scenarios: number) => (scenarios > 4 ? 60 : 200);

describe('the experiment', () => {
  it('exists for every venue that is one', () => {
    const real = Object.values(venuePresets).filter(({ sources }) => sources.length > 0);
    expect(files).toEqual(expect.arrayContaining(real.map(({ name }) => `venues/${name}.yaml`)));
  });

  it.each(files)('%s runs to its tables', async (file) => {
    const { length } = loadStudy(`${root}${file}`).scenarios;
    const study = loadStudy(`${root}${file}`, { paths: paths(length) });
    const result = await runStudy(study, { executor: 'inline' });
    expect(result.results).toHaveLength(length);
    for (const file of runFiles(study)) {
      expect(fileText(file, result.results)).not.toMatch(/NaN|Infinity|undefined|null/);
    }
    const text = terminal.render(studySections(result), { colours: false, width: 100 });
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(text).toContain(study.name);
  });
});
