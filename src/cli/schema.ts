import { Argument } from '@commander-js/extra-typings';
import { fileKinds, jsonSchema } from '../study/json-schema.ts';
import type { CommandDefinition } from './command.ts';

/** `margin-lab schema [experiment|market]`: prints JSON Schema, with which editors complete and check the files. */
export const schemaCommand: CommandDefinition = {
  name: 'schema',
  register(program) {
    program
      .command('schema')
      .description('print the JSON Schema of experiment or market files, for editors')
      .addArgument(new Argument('[kind]', 'which file').choices(fileKinds).default('experiment' as const))
      .addHelpText(
        'after',
        `
Save it beside your files and name it in their first line:
  # yaml-language-server: $schema=experiment.schema.json

Examples:
  $ margin-lab schema > experiment.schema.json
  $ margin-lab schema market > market.schema.json`,
      )
      .action((kind) => {
        process.stdout.write(`${JSON.stringify(jsonSchema(kind), null, 2)}\n`);
      });
  },
};
