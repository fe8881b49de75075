import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Each test file is run by a process of its own: what Node has compiled for one need not be compiled again for the next. As the command does.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));

// oxlint-disable-next-line import/no-default-export -- vitest reads its configuration from a default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // On two cores: many tests wait for processes that they have started, for deadlines and for the disk.
    maxWorkers: 3,
    // The sources are imported by Node itself, as in production: the transform for tests turns every import of a hot loop
    // into a property look-up and makes the engine several times slower.
    server: { deps: { external: [/\/src\//, /\/workers\//] } },
  },
});
