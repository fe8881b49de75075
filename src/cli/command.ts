import type { Command } from '@commander-js/extra-typings';

/** One command of `margin-lab`: a name and how it adds itself to the program. */
export interface CommandDefinition {
  readonly name: string;
  register(program: Command): void;
}
