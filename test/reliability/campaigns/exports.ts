import { table } from 'arquero';
import seedrandom from 'seedrandom';
import { drawPage } from '../../../src/report/charts/page.ts';
import { markdown } from '../../../src/report/render/markdown.ts';
import type { Section } from '../../../src/report/sections/section.ts';
import { toCsv } from '../../../src/report/writers/csv.ts';
import { pick, type Random, whole } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';

/** What spreadsheets, browsers and viewers of Markdown run, open or stumble over. */
const hostile = [
  '=1+1',
  '=cmd|"/c calc"!A1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '=HYPERLINK("http://a.invalid")',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</title><script>',
  '</svg>',
  '"><svg onload=a()>',
  "' onmouseover='a()",
  '" onclick="a()',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?xml?>',
  '&lt;script&gt;',
  '&#60;b>',
  '[a](javascript:a())',
  '![a](http://a.invalid/x.png)',
  '<javascript:a()>',
  '[a]: javascript:a()',
  '`',
  '```',
  'a|b',
  '\\|',
  '|',
  '\\',
  '","',
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r\n',
  '\u2028',
  '\u0000',
  '\u001B[31m',
  '\u202E',
  '\uD800',
  '\uFFFE',
  '𝒳',
  'constructor',
  '# title',
  '- item',
  '> quote',
  '***',
  'isolated',
];

/** Elements that a drawing is made of: none of them runs, links or fetches. */
const drawn = /^(svg|title|desc|g|rect|path|line|text|tspan|circle)$/;

/**
 * Writes hostile texts as cells, column names, titles and captions into every kind of file that people open. A table must be read back as it was
 * but for the guard of formulas, a drawing must hold no element and no attribute of a stranger, and Markdown no HTML, no link, no further cell.
 */
export const exportsCampaign: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const failures: string[] = [];
  for (let tried = 0; tried < count; tried++) {
    const [cell, column] = [hostileText(random), hostileText(random)];
    const faults = [...csvFaults(cell, column, random), ...svgFaults(cell, column), ...markdownFaults(cell, column)];
    failures.push(...faults.map((fault) => `${fault}: cell ${JSON.stringify(cell)}, column ${JSON.stringify(column)}`));
  }
  return { tried: count, failures };
};

function hostileText(random: Random): string {
  return Array.from({ length: whole(random, 1, 3) }, () => pick(random, hostile)).join('');
}

function csvFaults(cell: string, column: string, random: Random): string[] {
  const number = (random() - 0.5) * 10 ** whole(random, -300, 300);
  const rows = cellsOf(
    toCsv(
      table([
        [column, [cell, 'x']],
        ['a number', [number, -1]],
      ]),
    ),
  );
  const expected = [
    [column, 'a number'],
    [cell, String(number)],
    ['x', '-1'],
  ];
  const faults = rows.length === expected.length ? [] : [`CSV has ${rows.length} rows`];
  expected.forEach((cells, row) => {
    const read = rows[row] ?? [];
    if (read.length !== cells.length) faults.push(`CSV has ${read.length} cells in row ${row}`);
    const [text = '', other = ''] = read;
    const guarded = /^[=+\-@\t\r\n]/.test(cells[0]!) ? `'${cells[0]}` : cells[0];
    if (text !== guarded) faults.push(`CSV is read as ${JSON.stringify(text)}`);
    if (row === 0 ? other !== cells[1] : Number(other) !== Number(cells[1])) faults.push(`CSV has the number ${other}`);
  });
  return faults;
}

/** Rows of cells, as RFC 4180 has them. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/gy;
  for (let match = cell.exec(text); match !== null && cell.lastIndex <= text.length; match = cell.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\n') rows.push([]);
    if (cell.lastIndex === text.length) break;
  }
  return rows.filter((row) => row.length > 0);
}

function svgFaults(cell: string, column: string): string[] {
  const style = { name: column, shape: 'circle', colour: '#000000' } as const;
  const curve = { name: cell, colour: '#000000', isDashed: false, points: { x: [0, 1], y: [1, 2] } };
  const marks = [{ style, x: 0, y: 1, title: cell }];
  const svg = drawPage({
    title: cell,
    caption: column,
    columns: [{ title: column, panels: [{ title: cell, yTitle: column, curves: [curve], marks, baseline: 0 }] }],
    time: { from: 0, to: 1, ticks: [0], labels: [cell], title: column },
    legend: [
      { name: cell, colour: '#000000', isDashed: false },
      { name: column, mark: style },
    ],
  });
  const body = svg.replace(/^<\?xml[^>]*\?>/, '');
  const tags = Array.from(body.matchAll(/<\/?([^\s>/]*)((?:\s+[\w-]+="[^"<>]*")*)\s*\/?>/g));
  const faults = tags.flatMap(([, name = '', attributes = '']) => [
    ...(drawn.test(name) ? [] : [`SVG holds <${name}>`]),
    ...(/\s(on\w+|href|src|style)=/i.test(attributes) ? [`SVG has attributes${attributes}`] : []),
  ]);
  if (tags.length !== body.split('<').length - 1) faults.push('SVG holds < outside of its elements');
  // oxlint-disable-next-line no-control-regex -- XML 1.0 does not know these
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(body)) faults.push('SVG holds what is no XML');
  if (/&(?!(amp|lt|gt|quot);)/.test(body)) faults.push('SVG holds an entity of a stranger');
  return faults;
}

function markdownFaults(cell: string, column: string): string[] {
  const sections: readonly Section[] = [
    {
      title: column,
      blocks: [
        { kind: 'notes', notes: [{ words: cell }, { words: [column, { amount: 1, unit: 'count' }], isItem: true }] },
        { kind: 'terms', terms: [{ name: column, texts: [cell, 'x'] }] },
        {
          kind: 'table',
          title: cell,
          columns: [
            { head: column, holds: 'names' },
            { head: column, holds: 'figures' },
          ],
          rows: [{ cells: [cell, 'x'] }, { heading: column }, { cells: ['x', { words: cell, tone: 'better' }] }],
        },
      ],
    },
  ];
  const page = markdown.render(sections, { colours: false, width: 100 });
  // What a backslash stands before is text.
  const bare = page.replaceAll(/\\[!-/:-@[-`{-~]/g, '');
  const faults = /<[a-z/!?]/i.test(bare) ? ['Markdown holds HTML'] : [];
  if (/\][([:]/.test(bare)) faults.push('Markdown holds a link');
  if (bare.includes('`')) faults.push('Markdown holds code');
  const lines = bare.split('\n').filter((line) => line.startsWith('|'));
  if (lines.filter((line) => line.split('|').length === 4).length < 6) faults.push('Markdown has lost or won a cell');
  return faults;
}
