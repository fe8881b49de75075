import type { Section } from '../sections/section.ts';
import type { Style } from './style.ts';

/** Makes sections text. */
export interface Renderer {
  readonly name: string;
  /** Of files that hold what it makes. */
  readonly extension: string;
  readonly render: (sections: readonly Section[], style: Style) => string;
}
