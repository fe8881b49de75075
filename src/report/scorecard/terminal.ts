import type { Scorecard } from '../../market/scorecard/scorecard.ts';
import { formatGrid, type GridRow } from '../grid.ts';
import { paint, type Style, wrap } from '../style.ts';
import { distanceText, figureTexts } from './figures.ts';
import { groupsOf, isOutside, measuresOf } from './measures.ts';
import { scoreWords } from './words.ts';

/** The table has this width, and wider lines of text are hard to read. */
const widest = 80;

/** The scorecard for the terminal, within 80 columns: figures of all assets together, how many assets are outside, and the words. */
export function formatScorecard(card: Scorecard, style: Style): string {
  const several = card.shape.assets.length > 1;
  const rows = groupsOf(measuresOf(card)).flatMap(({ heading, measures }): GridRow[] => [
    { heading },
    ...measures.flatMap(({ name, together, byAsset }): GridRow[] => {
      const shown = together ?? byAsset[0];
      if (shown === undefined) return [];
      const { real, simulated } = figureTexts(shown);
      const distance = distanceText(shown);
      const count = byAsset.length === 0 ? '' : `${byAsset.filter(isOutside).length}/${byAsset.length}`;
      return [
        [
          `${name}${together === null ? `, ${shown.asset}` : ''}`,
          real,
          simulated,
          shown.isOutside ? paint(style, 'yellow', `${distance} !`) : `${distance}  `,
          ...(several ? [count] : []),
        ],
      ];
    }),
  ]);
  const head = ['', 'prices', 'simulated', 'apart', ...(several ? ['assets'] : [])];
  const { count, outside } = scoreWords(card);
  const width = Math.min(style.width, widest);
  return [
    paint(style, 'bold', 'Scorecard: the prices beside what the market simulates'),
    wrap(basisText(card), width),
    '',
    formatGrid({ head, rows }, style),
    '',
    wrap(several ? legend + legendOfAssets : legend, width),
    wrap(count, width),
    ...(outside.length === 0 ? [] : ['outside:', ...outside.map((one) => wrap(`- ${one}`, width, '  '))]),
  ].join('\n');
}

/** How to read the columns. */
const legend =
  'apart: combined errors by which the simulated figure lies above (+) or below (-) that of the prices, ! where it is outside';
const legendOfAssets = '; assets: how many are outside by themselves';

/** What the figures rest on. */
export function basisText({ shape, histories, draws, seed }: Scorecard): string {
  const several =
    shape.assets.length > 1 ? `figures are means over ${shape.assets.length} assets unless one is named; ` : '';
  return (
    `${several}prices ± standard error (block bootstrap, ${draws} draws, blocks of two weeks or twice what a line spans); ` +
    `simulated: median ± standard deviation of ${histories} histories of ${shape.rows} returns, drawn as runs draw them; seed ${seed}`
  );
}
