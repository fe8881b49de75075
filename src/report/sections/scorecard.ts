import type { Scorecard, ScoreRow } from '../../market/scorecard/scorecard.ts';
import { distanceOf, pricesOf, simulatedOf, sparingly } from './scorecard-figures.ts';
import { groupsOf, isOutside, measuresOf, scoreWords } from './scorecard-words.ts';
import { type Cell, type Column, columnsOf, notes, type Row, type Section, type Words, words } from './section.ts';

/** Whose scorecard it is. */
export interface ScoreSubject {
  /** Name of the market file. */
  readonly market: string;
  /** Names of the price files and the period of the prices. */
  readonly prices: readonly string[];
  readonly period: readonly [from: string, to: string];
}

/** The scorecard in short: figures of all assets together, how many assets are outside, and the words. */
export function scorecardSection(card: Scorecard): Section {
  const several = card.shape.assets.length > 1;
  const rows = groupsOf(measuresOf(card)).flatMap(({ heading, measures }): Row[] => [
    { heading },
    ...measures.flatMap(({ name, together, byAsset }): Row[] => {
      const shown = together ?? byAsset[0];
      if (shown === undefined) return [];
      const count = byAsset.length === 0 ? '' : `${byAsset.filter(isOutside).length}/${byAsset.length}`;
      const label = `${name}${together === null ? `, ${shown.asset}` : ''}`;
      return [{ cells: [...figureCells(label, shown), ...(several ? [count] : [])] }];
    }),
  ]);
  const columns: Column[] = [...figureColumns(''), ...(several ? columnsOf([], ['assets']) : [])];
  const { count, outside } = scoreWords(card);
  const items = outside.map((one) => ({ words: one, isItem: true }));
  return {
    title: 'Scorecard: the prices beside what the market simulates',
    blocks: [
      notes(basisOf(card)),
      { kind: 'table', columns, rows },
      notes(
        words`${legend}${several ? legendOfAssets : ''}`,
        count,
        ...(items.length === 0 ? [] : ['outside:', ...items]),
      ),
    ],
  };
}

/** The scorecard as a page: the words, the figures of all assets together, and those of each. */
export function scorecardPage(card: Scorecard, subject: ScoreSubject): Section[] {
  const { count, outside } = scoreWords(card);
  const { assets } = card.shape;
  const measures = measuresOf(card);
  const rows = groupsOf(measures.filter(({ together }) => together !== null)).flatMap(
    ({ heading, measures }): Row[] => [
      { heading },
      ...measures.map(({ name, together }): Row => ({ cells: figureCells(name, together!) })),
    ],
  );
  const single = measures.filter(({ byAsset }) => byAsset.length > 0);
  const byAsset = single.map(({ name, byAsset }): Row => {
    const cells = assets.map((asset): Words | Cell => {
      const row = byAsset.find((one) => one.asset === asset);
      if (row === undefined) return '';
      const figures = words`${sparingly(pricesOf(row))} / ${sparingly(simulatedOf(row))}`;
      return { words: figures, tone: row.isOutside ? 'warning' : null };
    });
    return { cells: [name, ...cells] };
  });
  const files = subject.prices.map((file): Words => [{ file }]).reduce((all, file) => words`${all}, ${file}`);
  return [
    {
      title: words`Scorecard of ${{ file: subject.market }}`,
      blocks: [
        notes(words`Against ${files}, ${subject.period[0]} to ${subject.period[1]}: ${assets.join(', ')}.`),
        notes(`Of the figures: ${basisOf(card)}.`),
        notes({ words: `${count.charAt(0).toUpperCase()}${count.slice(1)}.`, tone: 'heading' }),
        ...(outside.length === 0
          ? []
          : [notes('Outside:'), notes(...outside.map((one) => ({ words: one, isItem: true })))]),
      ],
    },
    {
      title: 'Figures',
      blocks: rows.length === 0 ? [] : [{ kind: 'table', columns: figureColumns('', ['errors apart']), rows }],
    },
    ...(byAsset.length === 0
      ? []
      : [
          {
            title: 'By asset',
            blocks: [
              notes('Prices / simulated; bold where the line is outside.'),
              { kind: 'table', columns: columnsOf([''], assets), rows: byAsset } as const,
            ],
          },
        ]),
  ];
}

function figureColumns(name: string, apart: readonly Words[] = ['apart']): Column[] {
  return [...columnsOf([name], ['prices', 'simulated']), ...columnsOf([], apart, true)];
}

/** What a line says: its name, both figures with their errors, and how far they are apart. */
function figureCells(name: string, row: ScoreRow): (Words | Cell)[] {
  return [
    name,
    [pricesOf(row)],
    [simulatedOf(row)],
    { words: [distanceOf(row)], tone: row.isOutside ? 'warning' : null },
  ];
}

const markOfOutside = { markOf: 'warning' } as const;
/** How to read the columns. */
const legend = words`apart: combined errors by which the simulated figure lies above (+) or below (-) that of the prices, ${markOfOutside} where it is outside`;
const legendOfAssets = '; assets: how many are outside by themselves';

/** What the figures rest on. */
function basisOf({ shape, histories, draws, seed }: Scorecard): string {
  const several =
    shape.assets.length > 1 ? `figures are means over ${shape.assets.length} assets unless one is named; ` : '';
  return (
    `${several}prices ± standard error (block bootstrap, ${draws} draws, blocks of two weeks or twice what a line spans); ` +
    `simulated: median ± standard deviation of ${histories} histories of ${shape.rows} returns, drawn as runs draw them; seed ${seed}`
  );
}
