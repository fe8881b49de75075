/**
 * What the launcher (`margin-lab.mjs`) starts in a thread: the program. Signals arrive as messages and become events of `process`, as they
 * are in a main thread; what has nothing to put in order and does not listen is ended.
 */
import { parentPort } from 'node:worker_threads';
import { writeDirectly } from './standard-streams.ts';

/** A signal that the launcher has heard, and what is said and given back where nobody listens. */
interface Heard {
  readonly signal: NodeJS.Signals;
  readonly exitCode: number;
  readonly plainWords: string;
}

writeDirectly();
parentPort!.on('message', ({ signal, exitCode, plainWords }: Heard) => {
  if (process.emit(signal)) return;
  process.stderr.write(plainWords);
  process.exit(exitCode);
});
parentPort!.unref();
const [{ main }, { lastWords }] = await Promise.all([import('./main.ts'), import('./signals.ts')]);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread has no origin
parentPort!.postMessage(lastWords());
await main(process.argv.slice(2));
