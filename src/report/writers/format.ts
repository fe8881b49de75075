import type { BuiltTable } from '../tables/column.ts';

/** An output format: how the file of a table is written, in bytes and in bounded memory. */
export interface Format {
  readonly name: string;
  readonly extension: string;
  /** Begins the file of a table that has these columns; its own rows are not part of the file. */
  readonly open: (columnsOf: BuiltTable) => TableFile;
}

/** A file that grows: each call gives the bytes that come next, perhaps none. */
export interface TableFile {
  /** Rows of the same columns as those that the file was begun with. */
  readonly add: (rows: BuiltTable) => Uint8Array;
  /** What ends the file: nothing can be added any more. */
  readonly finish: () => Uint8Array;
}
