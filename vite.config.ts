import { defineConfig } from 'vite';

/**
 * Builds the pages of `agentgym view` (src/viewer/ui) into dist/ui, which ships. Preact needs no preset: Vite itself turns
 * JSX into calls of preact/jsx-runtime. Nothing is inlined, so that the server can forbid inline scripts. LICENSES.txt has
 * the licences of the packages that end up in the pages.
 */
export default defineConfig({
  root: 'src/viewer/ui',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../../dist/ui',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    license: { fileName: 'LICENSES.txt' },
    modulePreload: { polyfill: false },
    target: ['chrome111', 'firefox114', 'safari16.4'],
  },
});
