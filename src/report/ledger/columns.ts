export type Cells = readonly string[];

/**
 * Lays out a head and rows as lines of aligned columns, two spaces apart, with a rule under the head.
 * `alignment` has one letter per column: l or r.
 */
export function alignColumns(head: Cells, rows: readonly Cells[], alignment: string): string[] {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: Cells) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return alignment[column] === 'r' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}
