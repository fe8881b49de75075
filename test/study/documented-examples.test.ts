import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/study/json-schema.ts';
import { marketPresets } from '../../src/study/load.ts';
import { parseStudy } from '../../src/study/parse.ts';
import { deskText } from './support/desk.ts';
import { documented } from './support/documented.ts';
import { violations } from './support/json-schema.ts';

describe('every example of the documentation', () => {
  it('is found', () => expect(documented.length).toBeGreaterThanOrEqual(9));

  it.each(documented)('%s is read without a warning', (_, example) => {
    expect(parseStudy(deskText(example), { file: 'desk.yaml', presets: marketPresets() }).warnings).toEqual([]);
  });

  it.each(documented)('%s is sound for an editor', (_, example) => {
    expect(violations(jsonSchema('experiment'), parse(deskText(example)))).toEqual([]);
  });

  it.each(documented)('%s is written in a self-contained text that means the same', (_, example) => {
    const study = parseStudy(deskText(example), { file: 'desk.yaml', presets: marketPresets() });
    const again = parseStudy(study.text, { file: null });
    expect(again).toEqual(study);
  });
});
