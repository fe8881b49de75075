#!/usr/bin/env node
/**
 * Entry of the command: plain JavaScript, because it must start on any Node.
 *
 * The program runs in a thread of its own (`program.ts`) and may be busy for any time: the main thread, which alone hears signals, does
 * nothing else. In a clone the program is TypeScript that runs without a build step, which takes Node 24. Where an older one is installed, this is
 * started again with the Node that came with the dependencies. An installed package holds compiled JavaScript instead.
 */
import { existsSync, write } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** The signals that end a program in order, and the exit codes of base/errors.ts. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
/** Said where there is nothing to go on with. */
const plainWords = 'stopped; no file is left half written: start again with the same command\n';
let lastWords = plainWords;
let hear = endBy;
// Before anything is loaded.
for (const signal of Object.keys(exitCodes)) process.on(signal, () => hear(signal));

function endBy(signal) {
  process.stderr.write(lastWords);
  process.exit(exitCodes[signal]);
}

const isClone = existsSync(new URL('program.ts', import.meta.url));
const neededMajor = isClone ? 24 : 22;
/** Tells the restarted process that its other end of the channel is this launcher. */
const relaunched = 'MARGIN_LAB_RELAUNCHED';

/** Where Node keeps what it compiled, so that the next start need not strip types and parse again: two thirds of the time to start. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  if (process.env[relaunched] === '1' && process.channel) {
    // The channel closes when the launcher dies, even by SIGKILL: then nobody waits for this run any more.
    process.channel.unref();
    process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  }
  // By the environment: that is how threads learn of it. A folder that cannot be written is no error, only slower.
  process.env.NODE_COMPILE_CACHE ??= compileCache;
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  startProgram(new URL(isClone ? 'program.ts' : '../../dist/src/cli/program.js', import.meta.url));
} else {
  // An installed package comes with none: whoever installs it brings one.
  const node = isClone ? (await import('../runtime/pinned-node.mjs')).pinnedNode : null;
  if (node === null) {
    const remedy = `run 'npm ci', or install Node ${neededMajor} where that brings none (${process.platform} ${process.arch})`;
    console.error(
      `margin-lab needs Node ${neededMajor} or newer; this is ${process.version}${isClone ? `: ${remedy}` : ''}.`,
    );
    process.exit(70);
  }
  await startAgain(node);
}

function startProgram(file) {
  /** After this, a program that does not end by itself is ended; and so long that may take, unless it waits for the system. */
  const [patienceMs, endingMs] = [1_500, 300];
  /** One key press may arrive twice: from the terminal, and from who has restarted this. */
  const samePressMs = 500;
  let heardAt = null;
  const program = new Worker(file, { argv: process.argv.slice(2) });
  // What there is to say if it has to be ended.
  program.on('message', (words) => {
    lastWords = words;
  });
  program.on('error', (error) => {
    console.error(error);
    process.exit(70);
  });
  program.on('exit', (code) => process.exit(code));
  hear = (signal) => {
    if (heardAt === null) {
      heardAt = performance.now();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      program.postMessage({ signal, exitCode: exitCodes[signal], plainWords });
      setTimeout(endNow, patienceMs, signal);
    } else if (performance.now() - heardAt > samePressMs) endNow(signal);
  };
  const endNow = (signal) => {
    hear = () => {};
    program.removeAllListeners();
    // Written by another thread: where nobody reads, that takes for ever.
    const isSaid = new Promise((resolve) => write(2, lastWords, resolve));
    void Promise.all([isSaid, program.terminate()]).then(() => process.exit(exitCodes[signal]));
    // A thread that waits for a disk or a pipe cannot be ended, nor can a process exit while it does; but the system can end it.
    setTimeout(() => {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }, endingMs);
  };
}

async function startAgain(node) {
  const { spawn } = await import('node:child_process');
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [relaunched]: '1' },
  });
  // Passed on, not obeyed: this process must outlive the other to tell how it ended.
  hear = (signal) => child.kill(signal);
  child.on('error', (error) => {
    console.error(`margin-lab cannot start ${node}: ${error.message}`);
    process.exit(70);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 70);
    if (signal in exitCodes) endBy(signal);
    process.kill(process.pid, signal);
  });
}
