/** Whether this is a clone, whose TypeScript runs as it is, and not the installed package, whose modules are compiled into `dist`. */
const isClone = import.meta.url.endsWith('.ts');

const folder = new URL(isClone ? '../../' : '../../../', import.meta.url);

/** A file of the package that is no module, by its path from the folder of package.json: the same in a clone and installed. */
export function packageFile(path: string): URL {
  return new URL(path, folder);
}

/** The file of a module, by its path from there without an ending. */
export function moduleFile(path: string): URL {
  return new URL(isClone ? `${path}.ts` : `dist/${path}.js`, folder);
}
