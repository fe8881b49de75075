import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { configureGlobal } from 'fast-check';

/**
 * Property tests draw the same cases on every run, so that a red run is about the change and not about luck. Another
 * seed explores other cases: `PROPERTY_SEED=7 npm test`.
 */
configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1742) });

/** Nothing here may reach the network: neither this process nor, by the environment, those that it starts and their threads. */
const guard = fileURLToPath(new URL('no-network.cjs', import.meta.url));
createRequire(import.meta.url)(guard);
const options = process.env['NODE_OPTIONS'] ?? '';
if (!options.includes(guard)) process.env['NODE_OPTIONS'] = `${options} --require ${JSON.stringify(guard)}`;
