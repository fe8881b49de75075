import { writeSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';

/**
 * Has this thread write to the standard streams itself and wait until that is done, as a main thread does: else the main thread would write for
 * it, some time later, and hear there what goes wrong.
 */
export function writeDirectly(): void {
  for (const [stream, descriptor] of [
    [process.stdout, 1],
    [process.stderr, 2],
  ] as const) {
    if (isatty(descriptor)) {
      const terminal = new WriteStream(descriptor);
      Object.defineProperty(stream, 'isTTY', { value: true });
      // Asked each time: its window may be made larger or smaller.
      Object.defineProperty(stream, 'columns', { get: () => terminal.getWindowSize()[0] });
    }
    Object.assign(stream, {
      _writev: null,
      _write(text: string | Uint8Array, encoding: BufferEncoding, done: (error?: Error) => void) {
        try {
          writeAll(descriptor, typeof text === 'string' ? Buffer.from(text, encoding) : text);
        } catch (error) {
          done(error as Error);
          return;
        }
        done();
      },
    });
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let begin = 0; begin < bytes.length; ) {
    try {
      begin += writeSync(descriptor, bytes, begin);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      // Full for now, and made not to wait by another process that writes there.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
