import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../src/study', import.meta.url));
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('README.md'));

/** Every example of the pages of `src/study`: where it stands, and the top-level fields of an experiment that it gives. */
export const documented: readonly (readonly [place: string, fields: string])[] = pages.flatMap((page) =>
  [...readFileSync(`${folder}/${page}`, 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(
    ([, text = ''], index) => [`${page}, example ${index + 1}`, text] as const,
  ),
);
