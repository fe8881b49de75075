import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Prices, published tables and the answers of other programs that stand beside a developer's checkout and are not part of the project.
 * Tests that need one use `it.skipIf(file === null)`; the line printed here says what was left out.
 */
export function sharedFile(name: string): string | null {
  const path = fileURLToPath(new URL(`../../../shared/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  console.log(`skipped: needs shared/${name}, which is not beside this checkout`);
  return null;
}

/** Parses a shared JSON file, or null where it is absent. */
export function sharedJson<T>(name: string): T | null {
  const path = sharedFile(name);
  return path === null ? null : (JSON.parse(readFileSync(path, 'utf8')) as T);
}
