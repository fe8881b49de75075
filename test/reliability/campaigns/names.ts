import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { MarginLabError } from '../../../src/base/errors.ts';
import { experimentDigest } from '../../../src/run/plan/family.ts';
import { runStudy } from '../../../src/run/run-study.ts';
import { smallStudy } from '../../run/studies.ts';
import { chance, list, pick, type Random, whole } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';

const study = smallStudy({ scenario: { paths: 40, steps: 2 } });
const digest = experimentDigest(study).slice(0, 8);

/** What names are made of: pieces that mean something to a path, a shell or a terminal. */
const pieces = [
  '..',
  '.',
  '/',
  '\\',
  '~',
  'run',
  'A',
  '7',
  '-',
  '_',
  ' ',
  '\0',
  '\n',
  '$HOME',
  '%2e',
  'é',
  '\u202e',
  ':',
  '*',
  '.partial-',
  '.lock',
  'CON',
];

/** Studies of any name, where links and files stand in the places that a run would take: nothing outside the results changes. */
export const names: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const failures: string[] = [];
  for (let tried = 0; tried < count; tried++) {
    const folder = mkdtempSync(join(tmpdir(), 'margin-lab-names-'));
    const name = chance(random, 0.5) ? 'small' : list(whole(random, 1, 4), () => pick(random, pieces)).join('');
    try {
      const fault = await tryName(folder, name, random);
      if (fault !== null) failures.push(`${JSON.stringify(name)}: ${fault}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { tried: count, failures };
};

/** What is wrong with a run of this name; null: nothing. */
async function tryName(folder: string, name: string, random: Random): Promise<string | null> {
  const [results, elsewhere] = [join(folder, 'results'), join(folder, 'elsewhere')];
  mkdirSync(results);
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'precious.txt'), 'precious');
  const stands = name === 'small' ? obstacle(results, elsewhere, random) : 'nothing';
  const ended = await runStudy({ ...study, name }, { executor: 'inline', results, resume: chance(random, 0.5) }).then(
    (result) => result.folder ?? '',
    (error: unknown) => error,
  );
  if (readdirSync(folder).toSorted().join() !== 'elsewhere,results')
    return `${stands}: something was made beside the results`;
  if (readdirSync(elsewhere).join() !== 'precious.txt') return `${stands}: something was made where a link led`;
  if (typeof ended === 'string') {
    const isInside = ended.startsWith(`${results}/`) && /^[\w][\w.-]*$/.test(ended.slice(results.length + 1));
    return isInside && existsSync(join(ended, 'manifest.json')) ? null : `${stands}: it ended in ${ended}`;
  }
  const isClear =
    ended instanceof MarginLabError && (ended.kind === 'input' || (ended.kind === 'storage' && stands !== 'nothing'));
  return isClear ? null : `${stands}: ${String(ended)}`;
}

/** Puts a link or a file where the run would work or end. */
function obstacle(results: string, elsewhere: string, random: Random): string {
  const work = join(results, `small.partial-${digest}`);
  const place = pick(random, [join(results, 'small'), work, join(work, 'chunks'), `${work}.lock`, `${work}.replaced`]);
  if (place.endsWith('chunks')) mkdirSync(work);
  const what = pick(random, ['link to a folder', 'link to a file', 'link to nothing', 'file']);
  const target = {
    'link to a folder': elsewhere,
    'link to a file': join(elsewhere, 'precious.txt'),
    'link to nothing': join(elsewhere, 'new'),
  }[what];
  if (target === undefined) writeFileSync(place, 'of somebody');
  else symlinkSync(target, place);
  return `${what} at ${place.slice(results.length + 1)}`;
}
