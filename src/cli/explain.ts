import { join } from 'node:path';
import { inputError, MarginLabError } from '../base/errors.ts';
import type { Scenario } from '../engine/scenario.ts';
import { streamVersion } from '../random/stream-version.ts';
import { formatLedger } from '../report/ledger.ts';
import { explainPath } from '../run/explain-path.ts';
import { nodeFiles } from '../run/files.ts';
import { type Manifest, readManifest } from '../run/manifest.ts';
import { experimentDigest } from '../run/store.ts';
import { loadStudy } from '../study/load.ts';
import type { CommandDefinition } from './command.ts';
import { folderName, wholeNumber } from './options.ts';

/** `margin-lab explain RUN --path N`: one path of a run, through the exact engine, as a ledger. */
export const explainCommand: CommandDefinition = {
  name: 'explain',
  register(program) {
    program
      .command('explain')
      .description('one path of a run as a ledger: what was booked when, and why was it liquidated?')
      .argument('<run>', 'run folder, or its name under the results folder')
      .requiredOption('--path <n>', 'number of the path, from 0', wholeNumber(0))
      .option('--scheme <name>', 'only this scheme (default: all)')
      .option('--scenario <name>', 'scenario of a sweep')
      .option('--out <dir>', 'folder that holds the run folders', folderName, 'results')
      .option('--each-funding', 'show every funding payment, not their sums between events')
      .addHelpText(
        'after',
        `
The path is computed again from the draws of the run, in exact decimal arithmetic; nothing of it had to be stored.

Examples:
  $ margin-lab explain desk-book --path 1742
  $ margin-lab explain results/desk-book-2 --path 1742 --scheme cross
  $ margin-lab explain hedged-pair --scenario leverage=3 --path 0 --each-funding
  $ margin-lab explain desk-book --path 1742 --out night`,
      )
      .action(async (run, options) => {
        const folder = await findRun(run, options.out);
        const scenario = chooseScenario(await openRun(folder.path, folder.manifest), options.scenario);
        const results = explainPath(scenario, options.path, options.scheme);
        const context = {
          title: `${folder.manifest.name}, scenario ${scenario.name}, path ${options.path}`,
          account: scenario.account,
          stepHours: scenario.stepHours,
          steps: scenario.steps,
          funding: options.eachFunding === true ? 'each' : 'summed',
        } as const;
        process.stdout.write(formatLedger(results, context));
      });
  },
};

async function findRun(run: string, results: string): Promise<{ readonly path: string; readonly manifest: Manifest }> {
  for (const path of [run, join(results, run)]) {
    const manifest = await readManifest(nodeFiles, path);
    if (manifest !== null) return { path, manifest };
  }
  throw inputError('run', 'there is no such run', {
    allowed: `a run folder, or the name of one in ${results}`,
    got: run,
  });
}

/** The scenarios of a run, from its own experiment file; refused if this version would draw other paths than the run did. */
async function openRun(folder: string, manifest: Manifest): Promise<readonly Scenario[]> {
  if (manifest.versions.stream !== streamVersion) {
    throw new MarginLabError(
      'corrupt',
      `${folder} was made with stream version ${manifest.versions.stream}; this program draws by version ${streamVersion}, so its paths are others. ` +
        `Use margin-lab ${manifest.versions.marginLab}, or run the experiment again.`,
    );
  }
  const file = join(folder, 'experiment.yaml');
  const study = loadStudy(file);
  if (experimentDigest(study) === manifest.experimentDigest) return study.scenarios;
  throw new MarginLabError('corrupt', `${file} is not the experiment that ${folder} was made of; it was changed since`);
}

function chooseScenario(scenarios: readonly Scenario[], name: string | undefined): Scenario {
  const [only] = scenarios;
  if (name === undefined && scenarios.length === 1 && only !== undefined) return only;
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const allowed = list(scenarios.map((scenario) => scenario.name));
  throw inputError('--scenario', name === undefined ? 'is needed for a sweep' : 'there is no such scenario', {
    allowed,
    ...(name === undefined ? {} : { got: name }),
  });
}

/** Names of scenarios hold commas and equal signs, so each is in quotes. */
function list(names: readonly string[]): string {
  const shown = names
    .slice(0, 20)
    .map((name) => `'${name}'`)
    .join(', ');
  return names.length > 20 ? `${shown}, and ${names.length - 20} more` : shown;
}
