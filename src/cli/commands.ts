import { benchCommand } from './bench.ts';
import { calibrateCommand } from './calibrate.ts';
import type { CommandDefinition } from './command.ts';
import { distanceCommand } from './distance.ts';
import { explainCommand } from './explain.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';

/** All commands, in the order of the help text. To add one: a file with its definition, and a line here. */
export const commands: readonly CommandDefinition[] = [
  runCommand,
  distanceCommand,
  explainCommand,
  calibrateCommand,
  schemaCommand,
  benchCommand,
];
