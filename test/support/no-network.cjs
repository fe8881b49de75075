/**
 * Denies the network to the process that loads it: connections, datagrams and name look-ups beyond this machine throw, and say so on
 * standard error, whoever may catch them. With `MARGIN_LAB_SOCKETS=none` this machine is denied, too. A CommonJS module, because the
 * processes and worker threads that tests start load it as well (`NODE_OPTIONS` in setup.ts), before all else and on any Node.
 */
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');
const { writeSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');

const isHere = (host) => host === undefined || /^(localhost|127\.[\d.]+|::1|0\.0\.0\.0|::)$/.test(String(host));
const mayReachItself = process.env['MARGIN_LAB_SOCKETS'] !== 'none';

/** Throws unless the target is this machine, and that is allowed. */
function check(what, host) {
  if (mayReachItself && isHere(host)) return;
  const message = `no network in tests: ${what} ${host ?? 'this machine'}`;
  writeSync(2, `${message}\n`);
  throw new Error(message);
}

/** Has a function of an object checked before it is called; `hostOf` reads the target from the arguments. */
function guard(owner, name, what, hostOf) {
  const original = owner[name];
  owner[name] = function guarded(...args) {
    check(what, hostOf(args));
    return Reflect.apply(original, this, args);
  };
}

/** `connect(port, host)`, `connect({ port, host, path })`, `connect(path)`; net calls itself with the arguments in an array. */
function hostOfConnect(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null)
    return typeof first.path === 'string' ? undefined : (first.host ?? undefined);
  const isPath = typeof first === 'string' && Number.isNaN(Number(first));
  return isPath || typeof second !== 'string' ? undefined : second;
}

guard(net.Socket.prototype, 'connect', 'connection to', hostOfConnect);
guard(net.Server.prototype, 'listen', 'server on', () => undefined);
guard(dgram.Socket.prototype, 'bind', 'datagrams on', () => undefined);
guard(dgram.Socket.prototype, 'connect', 'datagrams to', ([, host]) => (typeof host === 'string' ? host : undefined));
guard(dgram.Socket.prototype, 'send', 'datagram to', (args) => args.slice(1).find((arg) => typeof arg === 'string'));
for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(owner).filter((one) => /^(lookup|resolve|reverse)/.test(one))) {
    guard(owner, name, `look-up (${name}) of`, ([host]) => host);
  }
}
syncBuiltinESMExports();
