import type { Block, Cell, Note, Section, Table, Words } from '../sections/section.ts';
import type { Renderer } from './renderer.ts';
import { intervalKey, writeWords } from './values.ts';

/** Sections as a page in Markdown; a table with headings becomes a table for each. */
export const markdown: Renderer = {
  name: 'markdown',
  extension: 'md',
  render: (sections) =>
    `${sections.flatMap((section, index) => renderSection(section, index === 0 ? '#' : '##')).join('\n\n')}\n`,
};

function write(words: Words): string {
  return writeWords(words, { code: (file) => `\`${file.replaceAll('`', '')}\``, text: escapeText });
}

/** Text on one line in which no viewer finds HTML, links, images or code: names and questions come from files of anybody. */
function escapeText(text: string): string {
  return text.replaceAll(/\s*[\r\n]\s*/g, ' ').replaceAll(/[\\`]|<(?=[a-z/!?])|\](?=[([:])/gi, '\\$&');
}

/** What stands in a table must not end its cell. */
const writeInTable = (words: Words) => write(words).replaceAll('|', '\\|');

function renderSection(section: Section, level: string): string[] {
  const title = section.title === undefined ? [] : [`${level} ${write(section.title)}`];
  return [...title, ...section.blocks.flatMap((block) => renderBlock(block, section))];
}

function renderBlock(block: Block, section: Section): string[] {
  if (block.kind === 'table') return renderTable(block);
  if (block.kind === 'terms')
    return [block.terms.map(({ name, texts }) => `- ${escapeText(name)}: ${texts.map(write).join('; ')}`).join('\n')];
  return [block.notes.map((note) => renderNote(note, section)).join('\n')];
}

function renderNote({ words, tone, isItem, readsIntervals }: Note, section: Section): string {
  const text = `${readsIntervals === true ? intervalKey(section) : ''}${write(words)}`;
  return `${isItem === true ? '- ' : ''}${tone === 'heading' || tone === 'warning' ? `**${text}**` : text}`;
}

function renderTable({ title, columns, rows }: Table): string[] {
  const parts: { readonly heading: Words; readonly lines: string[] }[] = [];
  for (const row of rows) {
    if ('heading' in row) parts.push({ heading: row.heading, lines: [] });
    else {
      if (parts.length === 0) parts.push({ heading: columns[0]?.head ?? '', lines: [] });
      parts.at(-1)?.lines.push(`| ${row.cells.map(renderCell).join(' | ')} |`);
    }
  }
  const tables = parts.map(({ heading, lines }) =>
    [
      headOf([heading, ...columns.slice(1).map(({ head }) => head)].map(writeInTable)),
      `|${columns.map(({ holds }) => (holds === 'names' ? ' --- |' : ' ---: |')).join('')}`,
      ...lines,
    ].join('\n'),
  );
  return title === undefined ? tables : [`**${write(title)}**`, ...tables];
}

function headOf(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell === '' ? ' |' : ` ${cell} |`)).join('')}`;
}

function renderCell(cell: Words | Cell): string {
  const { words, tone = null } = typeof cell === 'object' && 'words' in cell ? cell : { words: cell };
  const text = writeInTable(words);
  return tone === null || tone === 'muted' || text === '' ? text : `**${text}**`;
}
