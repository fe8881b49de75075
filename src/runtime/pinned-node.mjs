/**
 * The Node that a clone runs on, as it lies among the dependencies; null where npm installed none. The package of each platform
 * (`package.json` beside this file) holds the binary as it was published, and no script touches it: so the digest in the lockfile is that
 * of what runs. Plain JavaScript, because it must be found by any Node.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [system, file] = process.platform === 'win32' ? ['win', 'node.exe'] : [process.platform, 'node'];
const path = fileURLToPath(new URL(`../../node_modules/node-${system}-${process.arch}/bin/${file}`, import.meta.url));

export const pinnedNode = existsSync(path) ? path : null;
