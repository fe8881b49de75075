import type { MetricDefinition } from '../../stats/statistic.ts';

/** An estimate with the ends of its 95 % interval. */
export interface Interval {
  readonly estimate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

export interface EstimatedValue extends Interval {
  readonly unit: MetricDefinition['unit'];
  /** Whether it is a difference of two schemes. */
  readonly isDifference?: boolean;
}

/** A measured number, perhaps with its standard error; null is an error that is not known. Shares are fractions of 1. */
export interface MeasuredValue {
  readonly measured: number;
  readonly error?: number | null;
  readonly unit: 'number' | 'share';
  /** Decimals (of the percentage, for shares) that mean something; null: not known. */
  readonly decimals: number | null;
}

/** In what a plain number is counted. `sd-daily`: daily standard deviations; `move`: a relative change, with a sign; `errors`: standard errors, with a sign; `elapsed`: hours since the start. */
export type AmountUnit =
  | 'count'
  | 'quote'
  | 'price'
  | 'share'
  | 'level'
  | 'multiple'
  | 'number'
  | 'move'
  | 'sd-daily'
  | 'errors'
  | 'hours'
  | 'elapsed'
  | 'seconds'
  | 'p-value';

/** A number without an error; null does not exist. */
export interface Amount {
  readonly amount: number | null;
  readonly unit: AmountUnit;
}

export type Value = EstimatedValue | MeasuredValue | Amount;

/** What a cell or a sentence says beside its words; a renderer shows it by a colour, a mark, both or neither. `better` and `worse` compare, `good` and `bad` do not. */
export type Tone = 'better' | 'worse' | 'good' | 'bad' | 'warning' | 'muted' | 'heading';

/** The sign by which a renderer marks a tone, where a sentence speaks of it. */
export interface MarkOf {
  readonly markOf: Tone;
}

/** A name of a file. */
export interface FileName {
  readonly file: string;
}

export type Part = string | Value | MarkOf | FileName;

/** Words with values between them, which only a renderer makes text. */
export type Words = string | readonly Part[];

export interface Cell {
  readonly words: Words;
  readonly tone?: Tone | null;
}

export interface Column {
  readonly head: Words;
  /** Names are read from the left, figures by their last digit; columns of names that come first stay in sight of the others. */
  readonly holds: 'names' | 'figures';
  /** Whether tones of its cells are marked. */
  readonly isMarked?: boolean;
}

export type Row =
  | { readonly heading: Words }
  | {
      readonly cells: readonly (Words | Cell)[];
      /** 1: belongs to the heading above it. */
      readonly depth?: 0 | 1;
    };

export interface Table {
  readonly kind: 'table';
  readonly title?: Words;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Note {
  readonly words: Words;
  readonly tone?: Tone;
  /** Whether it first says how the intervals of the section are written. */
  readonly readsIntervals?: boolean;
  /** One of several. */
  readonly isItem?: boolean;
  /** Names that are copied from here: not broken into lines. */
  readonly isUnbroken?: boolean;
}

/** Sentences that stand together. */
export interface Notes {
  readonly kind: 'notes';
  readonly notes: readonly Note[];
}

/** Terms with what is said of each. */
export interface Terms {
  readonly kind: 'terms';
  readonly terms: readonly { readonly name: string; readonly texts: readonly Words[] }[];
}

export type Block = Table | Notes | Terms;

/** A part of what a person reads: plain data, without widths, colours or formats of numbers. A renderer makes it text. */
export interface Section {
  readonly title?: Words;
  readonly blocks: readonly Block[];
}

/** Words with values: words`${amount} of ${total}`. */
export function words(strings: readonly string[], ...values: readonly (Part | Words)[]): Words {
  return strings.flatMap((text, index) => [text, ...(values[index] === undefined ? [] : [values[index]].flat())]);
}

export function amount(value: number | null, unit: AmountUnit): Amount {
  return { amount: value, unit };
}

export function notes(...all: readonly (Words | Note)[]): Notes {
  return { kind: 'notes', notes: all.map((one) => (isWords(one) ? { words: one } : one)) };
}

/** `1 path`, `1,200 paths`. */
export function counted(count: number, noun: string): Words {
  return words`${amount(count, 'count')} ${noun}${count === 1 ? '' : 's'}`;
}

export function isWords(one: Words | { readonly words: Words }): one is Words {
  return typeof one === 'string' || Array.isArray(one);
}

/** Names on the left, figures beside them. */
export function columnsOf(names: readonly Words[], figures: readonly Words[], isMarked = false): Column[] {
  return [
    ...names.map((head): Column => ({ head, holds: 'names' })),
    ...figures.map((head): Column => ({ head, holds: 'figures', isMarked })),
  ];
}
