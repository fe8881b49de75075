/**
 * Makes the pinned Node the `node` of npm's scripts, where npm has not done so: the packages of all platforms have a command of that name,
 * and npm 10 removes its link together with those that do not fit.
 */
import { existsSync, linkSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedNode } from './pinned-node.mjs';

const commands = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));
if (pinnedNode !== null && !existsSync(join(commands, 'node'))) {
  mkdirSync(commands, { recursive: true });
  linkSync(pinnedNode, join(commands, basename(pinnedNode)));
}
