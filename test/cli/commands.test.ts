import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { buildProgram } from '../../src/cli/main.ts';
import { runCli } from './spawned.ts';

describe('the registry of commands', () => {
  it('loads every command under its name, each of which stands in the help, in this order', async () => {
    const definitions = await Promise.all(commands.map((entry) => entry.load()));
    expect(definitions.map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
    const program = buildProgram(definitions);
    expect(program.commands.map((command) => command.name())).toEqual(commands.map(({ name }) => name));
    for (const { name } of commands) expect(program.helpInformation()).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it('is known as a whole where no command is named', async () => {
    for (const args of [['--help'], ['help']]) {
      const { stdout } = await runCli(args);
      for (const { name } of commands) expect(stdout, args[0]).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect((await runCli(['help', 'distance'])).stdout).toMatch(/^Usage: margin-lab distance /);
  });
});
