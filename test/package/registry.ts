import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Entry {
  readonly dev?: boolean;
  readonly inBundle?: boolean;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** A registry that a test runs for npm. */
export interface Registry {
  readonly url: string;
  close(): void;
}

/**
 * A registry of nothing but what a user of this package has to install: the packages of the lockfile that are neither for development nor
 * bundled, taken from the project's own node_modules. So an installation needs no network, and fails if it needs anything else.
 */
export async function startRegistry(): Promise<Registry> {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Entry> };
  const folders = Object.entries(lock.packages)
    .filter(([path, { dev, inBundle }]) => path !== '' && dev !== true && inBundle !== true)
    .map(([path]) => join(root, path))
    .filter((folder) => existsSync(folder));
  const packages = Map.groupBy(
    folders.map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest,
    })),
    ({ manifest }) => manifest.name,
  );
  const server = createServer((request, response) => {
    const [name, version] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('/-/');
    const versions = packages.get(name ?? '');
    const { port } = server.address() as AddressInfo;
    if (versions === undefined) {
      response.writeHead(404).end('{}');
    } else if (version === undefined) {
      const described = versions.map(({ manifest }) => {
        const tarball = `http://127.0.0.1:${port}/${manifest.name}/-/${manifest.version}`;
        return [manifest.version, { ...manifest, dist: { tarball } }] as const;
      });
      const latest = described.at(-1)?.[0];
      response.end(JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(described) }));
    } else {
      const folder = versions.find(({ manifest }) => manifest.version === version)!.folder;
      const options = ['-cz', '--exclude', 'node_modules', '-C', dirname(folder), basename(folder)];
      response.end(execFileSync('tar', options, { maxBuffer: 1e9 }));
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
