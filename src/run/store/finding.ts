/** Something about a finished run that does not fit: the file of its folder, and what is wrong with it, to be said behind its name. */
export interface Finding {
  readonly file: string;
  readonly what: string;
}

/** Hears of a finding. */
export type Find = (file: string, what: string) => void;
