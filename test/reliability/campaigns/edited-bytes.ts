import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { runFiles } from '../../../src/report/writers/run-files.ts';
import { runStudy } from '../../../src/run/run-study.ts';
import { nodeFiles } from '../../../src/run/store/files.ts';
import { findFinished } from '../../../src/run/store/finished-run.ts';
import type { Manifest } from '../../../src/run/store/manifest.ts';
import { editManifest } from '../../run/edit-manifest.ts';
import { fullStudy } from '../../run/full-study.ts';
import { pick, type Random, whole } from '../../support/random.ts';
import type { Campaign } from '../promise.ts';

const study = fullStudy({ paths: 450 });

/** Two thirds are edited bytes. */
const kinds = ['edit', 'edit', 'edit', 'edit', 'damage', 'forgery'] as const;

/** What may be done to a file, given another one of the run. */
const damages: Readonly<Record<string, (path: string, random: Random, other: string) => void>> = {
  deleted: (path) => rmSync(path),
  emptied: (path) => writeFileSync(path, ''),
  'cut short': (path, random) => {
    const content = readFileSync(path);
    writeFileSync(path, content.subarray(0, whole(random, 0, content.length - 1)));
  },
  'with more at its end': (path, random) => appendFileSync(path, pick(random, ['\n', ' ', '\0', 'x,y\n'])),
  'another one under its name': (path, _, other) => copyFileSync(other, path),
  'a link to a sound copy': (path) => {
    renameSync(path, `${path}.moved`);
    symlinkSync(`${path}.moved`, path);
  },
  'a folder': (path) => {
    rmSync(path);
    mkdirSync(path);
  },
};

/** What a manifest may be made to say, with the digest of itself that goes with it. */
const forgeries: Readonly<Record<string, (manifest: Manifest, random: Random) => Partial<Manifest>>> = {
  'that it has not finished': () => ({ state: 'running', timing: null, resultDigest: null }),
  'another program': ({ versions }) => ({ versions: { ...versions, marginLab: '9.9.9' } }),
  'another stream': ({ versions }) => ({ versions: { ...versions, stream: 999 } }),
  'another kernel': ({ versions }) => ({ versions: { ...versions, kernel: '0'.repeat(64) } }),
  'another Node': ({ versions }) => ({ versions: { ...versions, node: 'v99.0.0' } }),
  'another result digest': () => ({ resultDigest: '0'.repeat(64) }),
  'another seed': () => ({ seeds: ['three'] }),
  'fewer chunks': ({ keptChunks }) => ({ keptChunks: keptChunks - 1 }),
  'other steps': ({ scenarios }) => ({ scenarios: scenarios.map((one) => ({ ...one, steps: one.steps + 1 })) }),
  'a file less': ({ files }, random) => ({ files: files.toSpliced(whole(random, 0, files.length - 1), 1) }),
  'a file twice': ({ files }, random) => ({ files: [...files, pick(random, files)] }),
  'two files in another order': ({ files }) => ({ files: [files[1]!, files[0]!, ...files.slice(2)] }),
  'a file elsewhere': ({ files }, random) => ({
    files: [
      { ...files[0]!, name: pick(random, ['../x', '/etc/hostname', 'chunks/x', '..', 'a\\b', '.', '']) },
      ...files.slice(1),
    ],
  }),
};

/**
 * Edits a byte anywhere in a finished run with chunks, damages a file of it in other ways, or forges its manifest: `--resume` never takes
 * it for finished, and names the file. Now and then all of it is computed again, in its place, with the digest of a sound run.
 */
export const editedBytes: Campaign = async ({ count, seed }) => {
  const random = seedrandom(seed);
  const results = mkdtempSync(join(tmpdir(), 'margin-lab-edited-'));
  const failures: string[] = [];
  try {
    const run = () => runStudy(study, { executor: 'inline', results, outputs: runFiles, keepChunks: true });
    const { folder } = await run();
    const at = (name: string) => join(folder!, name);
    const names = readdirSync(folder!, { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'chunks');
    const sound = new Map(names.map((name) => [name, readFileSync(at(name))]));
    const digestOf = () => (JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as Manifest).resultDigest;
    const digest = digestOf();
    const inspect = () => findFinished(nodeFiles, results, study, runFiles);
    const clean = await inspect();
    if (clean?.faults.length !== 0) failures.push(`a sound run is not believed: ${clean?.faults.join('; ')}`);
    for (let tried = 0; tried < count; tried++) {
      const [name, other] = [pick(random, names), pick(random, names)];
      let what = '';
      let blamed = name;
      const kind = pick(random, kinds);
      if (kind === 'edit') what = editByte(at(name), random);
      else if (kind === 'damage') {
        what = pick(random, Object.keys(damages));
        // The same bytes are no damage.
        if (sound.get(name)!.equals(sound.get(other)!) && what === 'another one under its name') continue;
        damages[what]!(at(name), random, at(other));
      } else {
        what = pick(random, Object.keys(forgeries));
        editManifest(folder!, (manifest) => ({ ...manifest, ...forgeries[what]!(manifest, random) }));
        blamed =
          what.startsWith('another ') && what !== 'another result digest' && what !== 'another seed'
            ? 'made by'
            : 'manifest.json';
        if (what === 'fewer chunks') blamed = 'chunks';
        what = `saying ${what}`;
      }
      const faults = (await inspect())?.faults ?? ['nothing was found'];
      const isNamed = faults.some((fault) => fault.includes(blamed));
      if (!isNamed) failures.push(`case ${tried}: ${blamed} ${what}: ${faults.join('; ')}`);
      if (tried % 100 === 50) {
        const again = await run();
        if (again.folder !== folder || digestOf() !== digest)
          failures.push(`case ${tried}: ${blamed} ${what}: computed again, it is ${again.folder} with ${digestOf()}`);
      }
      if (what.startsWith('with byte') && tried % 100 !== 50) writeFileSync(at(name), sound.get(name)!);
      else restore(folder!, sound);
    }
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  return { tried: count, failures };
};

function editByte(path: string, random: Random): string {
  const content = readFileSync(path);
  const [place, change] = [whole(random, 0, content.length - 1), whole(random, 1, 255)];
  content[place]! ^= change;
  writeFileSync(path, content);
  return `with byte ${place} changed by ${change}`;
}

function restore(folder: string, sound: ReadonlyMap<string, Buffer>): void {
  rmSync(folder, { recursive: true });
  mkdirSync(join(folder, 'chunks'), { recursive: true });
  for (const [name, content] of sound) writeFileSync(join(folder, name), content);
}
