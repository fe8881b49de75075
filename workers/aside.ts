/** Entry of the thread that does the long work of a command: calls one function, answers with data. No logic lives here. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AsideMessage, AsideRequest, Tell } from '../src/cli/aside.ts';
import { packed } from '../src/cli/packed-error.ts';

const { module, name, input } = workerData as AsideRequest;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread has no origin
const send = (message: AsideMessage) => parentPort!.postMessage(message);
const tell: Tell = {
  step: (text) => send({ tell: 'step', text }),
  say: (text) => send({ tell: 'say', text }),
};
try {
  const work = (await import(module)) as Record<string, (input: unknown, tell: Tell) => unknown>;
  send({ done: await work[name]!(input, tell) });
} catch (error) {
  send({ failed: packed(error) });
}
