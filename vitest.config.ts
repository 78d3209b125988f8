import { defineConfig } from 'vitest/config';

/**
 * Tests are written and type-checked against `src`, and run against `dist`: what is tested is what ships,
 * and worker threads (which Node 20 cannot start from TypeScript) are the real ones.
 */
export default defineConfig({
  resolve: { alias: [{ find: /^((?:\.\.\/)+)src\/(.*)\.ts$/, replacement: '$1dist/$2.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    // Against hanging; how fast something is, bench/ measures.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
