import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPriceHistory } from '../../../src/market/history/price-history.ts';
import { writtenForms } from './written-forms.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margin-lab-forms-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('one known history, read back from every published form', () => {
  it('is written in 60 forms or more, each with a name of its own', () => {
    expect(writtenForms.length).toBeGreaterThanOrEqual(60);
    expect(new Set(writtenForms.map(({ name }) => name)).size).toBe(writtenForms.length);
  });

  it.each(writtenForms)('$name', ({ file, content, options, expected, said }) => {
    const path = join(folder, file);
    writeFileSync(path, content);
    const history = readPriceHistory(path, options);
    expect(history.assets.toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [asset, bars] of Object.entries(expected)) {
      expect(history.times).toEqual(bars.map(({ time }) => time));
      expect([...history.prices[history.assets.indexOf(asset)]!]).toEqual(bars.map(({ close }) => close));
    }
    for (const part of said) expect(history.said).toContain(part);
    expect(history.said).not.toMatch(/\n|undefined|NaN/);
  });
});
