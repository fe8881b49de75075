import { availableParallelism } from 'node:os';
import { MarginLabError } from '../../../base/errors.ts';
import type { Patience } from '../../plan/patience.ts';
import type { ThreadChange } from '../executor.ts';
import { whenHanging } from './hanging.ts';
import { startThread, type Thread } from './thread.ts';

/** Something to be computed by any thread. */
interface Job {
  readonly request: unknown;
  readonly patience: Patience;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** A place for a thread, while it has one. */
interface Place {
  thread: Thread;
  state: 'starting' | 'idle' | 'busy';
  job: Job | null;
  /** Ends the watch over the job. */
  stopWaiting: () => void;
}

/** Who hears of threads. */
export interface ThreadsHearer {
  readonly onNotice: (sentence: string) => void;
  readonly onThread: (change: ThreadChange) => void;
}

/** Threads that compute what they are asked, one thing each at a time; what finds none waits. */
export interface Threads {
  /**
   * Rejects with the reason of `signal`, when the thread that has the request hangs (`whenHanging`), or when it dies; then nothing of it
   * goes on running. Throws a `worker` error where no thread can be started.
   */
  run(request: unknown, patience: Patience, signal: AbortSignal): Promise<unknown>;
  /** Somebody hears, from now on and of what was not told yet, that some threads could not be started. Returns what ends that. */
  tell(hearer: ThreadsHearer): () => void;
  close(): Promise<void>;
}

/**
 * Starts threads that work with a file: as many as the machine has use for at once, further ones when there is work for them, and others
 * for those that die or are ended, when they are missed. A thread that does not get as far as being ready is not tried again: what is there
 * goes on, and says so.
 */
export function createThreads(file: URL, threads: number, startMs: number): Threads {
  let places: Place[] = [];
  let waiting: Job[] = [];
  const endings = new Set<Promise<void>>();
  const hearers = new Set<ThreadsHearer>();
  /** How many threads may live at a time: one less for each that could not be started. */
  let room = threads;
  let failures: string[] = [];
  let hasWorked = false;
  let isClosed = false;

  const vacate = (place: Place) => {
    places = places.filter((one) => one !== place);
    place.stopWaiting();
  };
  const start = () => {
    const place: Place = { thread: notStarted, state: 'starting', job: null, stopWaiting: () => {} };
    const fail = (reason: string) => {
      vacate(place);
      room--;
      failures = [...failures, reason];
    };
    try {
      place.thread = startThread(file, startMs, {
        onReady() {
          place.state = 'idle';
          hasWorked = true;
          tellThread({ event: 'thread ready', alive: places.length });
          goOn();
        },
        onAnswer(answer) {
          settle(place)?.resolve(answer);
          goOn();
        },
        onEnd(reason) {
          if (place.state === 'starting') fail(reason);
          else vacate(place);
          tellThread({ event: 'thread ended', alive: places.length, reason });
          settle(place)?.reject(new Error(`the worker died: ${reason}`));
          goOn();
        },
      });
      places = [...places, place];
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };
  const tellThread = (change: ThreadChange) => {
    if (isClosed) return;
    for (const { onThread } of hearers) onThread(change);
  };
  const settle = (place: Place): Job | null => {
    const { job } = place;
    place.stopWaiting();
    place.job = null;
    if (place.state === 'busy') place.state = 'idle';
    return job;
  };
  const end = (place: Place) => {
    vacate(place);
    const ending = place.thread.end().finally(() => endings.delete(ending));
    endings.add(ending);
  };
  const give = (job: Job, place: Place) => {
    place.job = job;
    place.state = 'busy';
    place.thread.ask(job.request);
    place.stopWaiting = whenHanging(job.patience, place.thread.processorSeconds, (how) => {
      end(place);
      tellThread({ event: 'thread ended', alive: places.length, reason: how });
      settle(place)?.reject(new Error(how));
      goOn();
    });
  };
  const goOn = () => {
    if (isClosed) return;
    for (let idle = places.find(isIdle); idle !== undefined && waiting.length > 0; idle = places.find(isIdle)) {
      const [job, ...later] = waiting;
      waiting = later;
      give(job!, idle);
    }
    const missing = () => waiting.length - places.filter(({ state }) => state === 'starting').length;
    while (missing() > 0 && places.length < room) start();
    tellFailures();
    if (waiting.length === 0 || places.length > 0) return;
    const reason = failures.at(-1) ?? 'unknown';
    for (const job of waiting) job.reject(noThreads(threads, reason));
    waiting = [];
  };
  // When it is known of all, so that it is told once.
  let told = 0;
  const tellFailures = () => {
    const isSettled = places.length > 0 && places.every(({ state }) => state !== 'starting');
    if (!isSettled || failures.length === told || hearers.size === 0) return;
    const sentence = `${failures.length} of ${threads} worker threads could not be started (${failures.at(-1)}); the others go on`;
    told = failures.length;
    for (const { onNotice } of hearers) onNotice(sentence);
  };

  for (let count = Math.min(threads, availableParallelism()); count > 0; count--) start();

  return {
    run(request, patience, signal) {
      signal.throwIfAborted();
      // Where threads have lived before, what refused the last one may be over.
      if (room === 0 && hasWorked) room = 1;
      return new Promise<unknown>((resolve, reject) => {
        const giveUp = () => {
          waiting = waiting.filter((one) => one !== job);
          const place = places.find((one) => one.job === job);
          if (place !== undefined) end(place);
          job.reject(signal.reason as Error);
          goOn();
        };
        const done = () => signal.removeEventListener('abort', giveUp);
        const job: Job = {
          request,
          patience,
          resolve(answer) {
            done();
            resolve(answer);
          },
          reject(reason) {
            done();
            reject(reason);
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting = [...waiting, job];
        goOn();
      });
    },
    tell(hearer) {
      hearers.add(hearer);
      tellFailures();
      return () => hearers.delete(hearer);
    },
    async close() {
      isClosed = true;
      for (const place of places) end(place);
      await Promise.all(endings);
    },
  };
}

const notStarted: Thread = { ask: () => {}, processorSeconds: null, end: async () => {} };

function isIdle({ state }: Place): boolean {
  return state === 'idle';
}

function noThreads(threads: number, reason: string): MarginLabError {
  return new MarginLabError(
    'worker',
    `no worker thread could be started (${threads} asked for): ${reason}\n` +
      'ask for fewer with --threads, or raise the limits of the system for threads, open files and memory (ulimit -u, -n, -v)',
  );
}
