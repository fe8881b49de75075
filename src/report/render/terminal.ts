import { printable } from '../../base/printable.ts';
import {
  type Block,
  type Note,
  type Row,
  type Section,
  type Table,
  type Terms,
  type Tone,
  type Words,
  words,
} from '../sections/section.ts';
import { formatWide, type GridRow } from './grid.ts';
import type { Renderer } from './renderer.ts';
import { type Look, paint, type Style, wrap } from './style.ts';
import { intervalKey, marks, writeWords } from './values.ts';

const looks: Readonly<Record<Tone, Look>> = {
  better: 'green',
  worse: 'red',
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  muted: 'dim',
  heading: 'bold',
};

/** Sections as text for a terminal: as wide as it is, tables spread over blocks where they are wider, in colours where it has them. */
export const terminal: Renderer = {
  name: 'terminal',
  extension: 'txt',
  render: (sections, style) => sections.map((section) => renderSection(section, style)).join('\n\n'),
};

/** Words as they may stand in a line of the terminal: names come from files of others. */
function shown(text: Words): string {
  return printable(writeWords(text));
}

function renderSection(section: Section, style: Style): string {
  const title = section.title === undefined ? '' : `${paint(style, 'bold', shown(section.title))}\n`;
  return title + section.blocks.map((block) => renderBlock(block, section, style)).join('\n\n');
}

function renderBlock(block: Block, section: Section, style: Style): string {
  if (block.kind === 'table') return renderTable(block, style);
  if (block.kind === 'terms') return renderTerms(block, style);
  return block.notes.map((note) => renderNote(note, section, style)).join('\n');
}

function renderTable({ title, columns, rows }: Table, style: Style): string {
  const grid = {
    head: columns.map(({ head, isMarked }) => `${shown(head)}${isMarked === true ? '  ' : ''}`),
    isLeft: columns.map(({ holds }) => holds === 'names'),
    rows: rows.map((row) => renderRow(row, columns, style)),
  };
  const above = title === undefined ? '' : `${paint(style, 'bold', shown(title))}\n`;
  return above + formatWide(grid, style);
}

function renderRow(row: Row, columns: Table['columns'], style: Style): GridRow {
  if ('heading' in row) return { heading: shown(row.heading) };
  return row.cells.map((cell, column) => {
    const { words: inside, tone = null } = typeof cell === 'object' && 'words' in cell ? cell : { words: cell };
    const mark = columns[column]?.isMarked === true ? ` ${tone === null ? ' ' : (marks[tone] ?? ' ')}` : '';
    const text = `${column === 0 && row.depth === 1 ? '  ' : ''}${shown(inside)}${mark}`;
    return tone === null ? text : paint(style, looks[tone], text);
  });
}

function renderNote(note: Note, section: Section, style: Style): string {
  const { tone, isItem = false, isUnbroken = false, readsIntervals = false } = note;
  const key = readsIntervals ? intervalKey(section) : '';
  const begins = isItem ? '- ' : tone === 'warning' ? `${marks.warning} ` : '';
  const text = `${begins}${shown(words`${key}${note.words}`)}`;
  const lines = isUnbroken ? text : wrap(text, style.width, ' '.repeat(begins.length));
  return tone === undefined ? lines : paint(style, looks[tone], lines);
}

/** Terms in a column, what is said of them beside it. */
function renderTerms({ terms }: Terms, style: Style): string {
  const indent = 4 + Math.max(...terms.map(({ name }) => printable(name).length));
  return terms
    .flatMap(({ name, texts }) =>
      texts.map((text, index) => {
        const label = `  ${index === 0 ? printable(name) : ''}`.padEnd(indent);
        return label + wrap(shown(text), style.width - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
      }),
    )
    .join('\n');
}
