#!/usr/bin/env node
/**
 * Entry of the command: plain JavaScript, because it must start on any Node.
 *
 * In a clone the program is TypeScript that runs without a build step, which takes Node 24. Where an older one is installed, it is started
 * again with the Node that came with the dependencies. An installed package holds compiled JavaScript instead.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

/** The signals that end a program in order, and the exit codes of base/errors.ts. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const signals = Object.keys(exitCodes);
/** The restarted process, which signals are passed on to, and the first of them. */
let child = null;
let passedOn = null;
/** After this, a restarted process that does not end by itself is ended: it gives itself 1.5 s (signals.ts). */
const patienceMs = 1_800;

// Before anything is loaded. Work that is put in order when it stops listens itself (signals.ts); all else may end at any moment.
for (const signal of signals) {
  process.on(signal, () => {
    if (child !== null) {
      // Passed on, not obeyed: this process must outlive the other to tell how it ended.
      passedOn ??= signal;
      child.kill(signal);
      setTimeout(() => child.kill('SIGKILL'), patienceMs).unref();
    } else if (process.listenerCount(signal) === 1) endBy(signal);
  });
}

function endBy(signal) {
  process.stderr.write('stopped; no file is left half written: start again with the same command\n');
  process.exit(exitCodes[signal]);
}

const isClone = existsSync(new URL('main.ts', import.meta.url));
const program = isClone ? './main.ts' : '../../dist/src/cli/main.js';
const neededMajor = isClone ? 24 : 22;
/** Tells the restarted process that its other end of the channel is this launcher. */
const relaunched = 'MARGIN_LAB_RELAUNCHED';

/** Where Node keeps what it compiled, so that the next start need not strip types and parse again: two thirds of the time to start. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  if (process.env[relaunched] === '1' && process.channel) {
    // The channel closes when the launcher dies, even by SIGKILL: then nobody waits for this run any more.
    process.channel.unref();
    process.on('disconnect', () => process.exit(143));
  }
  // By the environment, too: that is how worker threads learn of it. A folder that cannot be written is no error, only slower.
  process.env.NODE_COMPILE_CACHE ??= compileCache;
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(program).then(({ main }) => main(process.argv.slice(2)));
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
  const { spawn } = await import('node:child_process');
  child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [relaunched]: '1' },
  });
  child.on('error', (error) => {
    console.error(`margin-lab cannot start ${node}: ${error.message}`);
    process.exit(70);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 70);
    // Ended before it could listen, or too busy to.
    if (passedOn !== null || signals.includes(signal)) endBy(passedOn ?? signal);
    process.kill(process.pid, signal);
  });
}
