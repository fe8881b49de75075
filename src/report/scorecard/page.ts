import type { Scorecard } from '../../market/scorecard/scorecard.ts';
import { distanceText, figureTexts } from './figures.ts';
import { groupsOf, measuresOf } from './measures.ts';
import { basisText } from './terminal.ts';
import { scoreWords } from './words.ts';

/** Whose scorecard it is. */
export interface ScoreSubject {
  /** Name of the market file. */
  readonly market: string;
  /** Names of the price files and the period of the prices. */
  readonly prices: readonly string[];
  readonly period: readonly [from: string, to: string];
}

/** The scorecard as a page in Markdown: the words, the figures of all assets together, and those of each. */
export function scorecardPage(card: Scorecard, subject: ScoreSubject): string {
  const { count, outside } = scoreWords(card);
  const { assets } = card.shape;
  const measures = measuresOf(card);
  const single = measures.filter(({ byAsset }) => byAsset.length > 0);
  return `${[
    `# Scorecard of ${code(subject.market)}`,
    `Against ${subject.prices.map(code).join(', ')}, ${subject.period[0]} to ${subject.period[1]}: ${assets.join(', ')}.`,
    `Of the figures: ${basisText(card)}.`,
    `**${count.charAt(0).toUpperCase()}${count.slice(1)}.**`,
    ...(outside.length === 0 ? [] : ['Outside:', outside.map((one) => `- ${one}`).join('\n')]),
    '## Figures',
    ...groupsOf(measures.filter(({ together }) => together !== null)).map(({ heading, measures: ofGroup }) =>
      [
        `| ${heading} | prices | simulated | errors apart |`,
        '| --- | ---: | ---: | ---: |',
        ...ofGroup.map(({ name, together }) => {
          const { real, simulated } = figureTexts(together!);
          const distance = distanceText(together!);
          return `| ${name} | ${real} | ${simulated} | ${together!.isOutside ? `**${distance}**` : distance} |`;
        }),
      ].join('\n'),
    ),
    ...(single.length === 0
      ? []
      : [
          '## By asset',
          'Prices / simulated; bold where the line is outside.',
          [
            `| | ${assets.join(' | ')} |`,
            `| --- |${assets.map(() => ' ---: |').join('')}`,
            ...single.map(({ name, byAsset }) => {
              const cells = assets.map((asset) => {
                const row = byAsset.find((one) => one.asset === asset);
                if (row === undefined) return '';
                const { bareReal, bareSimulated } = figureTexts(row);
                const text = `${bareReal} / ${bareSimulated}`;
                return row.isOutside ? `**${text}**` : text;
              });
              return `| ${name} | ${cells.join(' | ')} |`;
            }),
          ].join('\n'),
        ]),
  ].join('\n\n')}\n`;
}

function code(name: string): string {
  return `\`${name.replaceAll('`', '')}\``;
}
