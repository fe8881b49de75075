import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experiment, runCli } from './cli/spawned.ts';

/** An address that is kept for documents and belongs to nobody (RFC 5737). */
const elsewhere = '192.0.2.1';
const denied = /no network in tests/;
const root = fileURLToPath(new URL('..', import.meta.url));

describe('the network is denied to tests', () => {
  it.each<readonly [string, () => unknown]>([
    ['a connection', () => connect(9, elsewhere)],
    ['a connection by options', () => connect({ port: 9, host: elsewhere })],
    ['a connection by name', () => connect(9, 'margin-lab.invalid')],
    ['a request', () => request({ host: elsewhere })],
    ['a fetch', () => fetch(`http://${elsewhere}/`).catch((error: Error) => Promise.reject(error.cause as Error))],
    ['a datagram', () => createSocket('udp4').send('x', 9, elsewhere)],
    ['a look-up', () => lookup('margin-lab.invalid')],
  ])('%s', async (_, attempt) => {
    await expect((async () => attempt())()).rejects.toThrow(denied);
  });

  it.each([
    ['process', `fetch('http://${elsewhere}/').catch(() => undefined)`],
    [
      'worker thread',
      `new (require('node:worker_threads').Worker)("require('node:net').connect(9, '${elsewhere}')", { eval: true }).on('error', () => undefined)`,
    ],
  ])('of a %s that a test starts, which says so even where the error is caught', (_, script) => {
    const { stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' });
    expect(stderr).toMatch(denied);
  });

  it('but not what stays on this machine', async () => {
    const server = createServer((socket) => socket.end('here'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    const text = await new Promise<string>((resolve) => {
      socket.on('data', (data) => resolve(data.toString()));
    });
    server.close();
    expect(text).toBe('here');
  });
});

describe('the program opens no socket', () => {
  let place = '';
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'margin-lab-network-'));
    writeFileSync(join(place, 'pair.yaml'), experiment());
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  const prices = join(root, 'experiments/markets/sample-prices.csv');

  it.each([
    ['run', 'pair.yaml', '--threads', '2'],
    ['explain', 'pair', '--path', '3', '--csv', 'path.csv', '--plot', 'path.svg'],
    ['calibrate', prices, '--regimes', '1', '-o', 'market.yaml'],
  ])('%s, not even to this machine', async (...args) => {
    const env = { MARGIN_LAB_SOCKETS: 'none' };
    const { code, stderr } = await runCli(args, { cwd: place, env });
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(denied);
  });

  it('and imports nothing that could', () => {
    const files = globSync(['src/**/*.{ts,mjs}', 'workers/**/*.ts'], { cwd: root });
    expect(files.length).toBeGreaterThan(100);
    const network =
      /['"](node:)?(net|tls|http|https|http2|dgram|dns|dns\/promises|inspector|undici)['"]|\b(fetch|WebSocket|EventSource)\(/;
    expect(files.filter((file) => network.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
