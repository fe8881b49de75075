import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../src/cli/margin-lab.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command as a user would, with the Node that runs the tests unless another is given. */
export function startCli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly node?: string; readonly env?: Record<string, string> } = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const { cwd = process.cwd(), node = process.execPath, env = {} } = options;
  const child = spawn(node, [launcher, ...args], {
    cwd,
    env: { ...process.env, FORCE_COLOR: '', ...env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export function runCli(...given: Parameters<typeof startCli>): Promise<Ended> {
  return startCli(...given).ended;
}

/** How busy this machine is: how long a program that does nothing takes to start and end. */
export async function secondsToStartNode(): Promise<number> {
  const begun = performance.now();
  await once(spawn(process.execPath, ['--eval', '0'], { stdio: 'ignore' }), 'exit');
  return (performance.now() - begun) / 1000;
}

/** A small valid experiment; `paths` and further fields may be changed. */
export function experiment(
  changes: { readonly name?: string; readonly paths?: number; readonly more?: string } = {},
): string {
  const { name = 'pair', paths = 500, more = '' } = changes;
  return `name: ${name}
market:
  assets: { BTC: 60_000, ETH: 2_500 }
  regimes:
    only: { volatility: { BTC: 60%, ETH: 80% }, drift: 0%, correlation: 0.8, funding: 0.01% }
venue: { maintenance: 1%, taker: 0.05%, slippage: 0.1%, liquidation-fee: 0.5%, funding-every: 8h, remainder: returned }
collateral: { USDT: 10_000 }
positions:
  btc-long: { asset: BTC, side: long, notional: 60_000 }
  eth-short: { asset: ETH, side: short, notional: 40_000 }
schemes:
  isolated: { pools: each, allocate: by-notional }
  cross: { pools: one }
horizon: 3d
step: 1h
paths: ${paths}
levels: [95%]
${more}`;
}
