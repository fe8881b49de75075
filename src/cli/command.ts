import type { Command } from '@commander-js/extra-typings';

/** One command of `margin-lab`: a name and how it adds itself to the program. */
export interface CommandDefinition {
  readonly name: string;
  register(program: Command): void;
}

/** A command of the registry: its definition is loaded when it is asked for, since no command needs what the others do. */
export interface CommandEntry {
  readonly name: string;
  load(): Promise<CommandDefinition>;
}
