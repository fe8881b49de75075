import { promises } from './promises.ts';

/** What is known of a promise from the last soak that was written down. */
export interface KnownResult {
  readonly tried: number;
  readonly failures: number;
  readonly seed: string;
  readonly date: string;
  readonly commit: string;
}

const [begin, end] = ['<!-- results of npm run soak: begin -->', '<!-- results of npm run soak: end -->'];

/** The table of all promises with their results, as it stands in test/README.md. */
export function renderTable(results: ReadonlyMap<string, KnownResult>): string {
  const rows = promises.map(({ name, promise, how, unit, suite, soak, tests }) => {
    const where = tests.map(withoutTest).join(', ');
    const result = results.get(name);
    const seen =
      result === undefined
        ? ['', '', '']
        : [whole(result.tried), whole(result.failures), `seed ${result.seed}, ${result.date}, ${result.commit}`];
    return [name, promise, how, `${whole(suite)} ${unit}`, where, whole(soak), ...seen];
  });
  const head = ['name', 'promise', 'how', 'in the suite', 'by', 'in a soak', 'tried', 'failures', 'by what'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [begin, '', ...lines, '', end].join('\n');
}

const withoutTest = (file: string) => file.replace(/^test\//, '');
const whole = (value: number) => value.toLocaleString('en-US');

/** The results that stand in the table of a page. */
export function readTable(page: string): Map<string, KnownResult> {
  const results = new Map<string, KnownResult>();
  for (const line of blockOf(page).split('\n')) {
    const [, name, , , , , , tried, failures, by] = line.split('|').map((cell) => cell.trim());
    const found = /^seed (.*), (\S+), (\S+)$/.exec(by ?? '');
    if (name === undefined || found === null) continue;
    const [, seed = '', date = '', commit = ''] = found;
    results.set(name, { tried: number(tried), failures: number(failures), seed, date, commit });
  }
  return results;
}

const number = (cell = '') => Number(cell.replaceAll(',', ''));

/** The block of a page that holds the table, with its marks. Throws if the page has none. */
export function blockOf(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error('the page has no table of promises');
  return page.slice(from, to + end.length);
}

/** The page with this table in place of its own. */
export function withTable(page: string, table: string): string {
  return page.replace(blockOf(page), () => table);
}
