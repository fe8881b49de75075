import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = [
  'experiments/README.md',
  ...readdirSync(`${root}src/study`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('README.md'))
    .map((file) => `src/study/${file}`),
];

/** Every example of the page of the format and of those of `src/study`: where it stands, and the fields of an experiment that it gives. */
export const documented: readonly (readonly [place: string, fields: string])[] = pages.flatMap((page) =>
  [...readFileSync(`${root}${page}`, 'utf8').matchAll(/```yaml\n(.*?)```/gs)]
    .map(([, text = ''], index) => [`${page}, example ${index + 1}`, text] as const)
    // A comment for an editor is no field.
    .filter(([, text]) => !/^#[^\n]*\n$/.test(text)),
);
