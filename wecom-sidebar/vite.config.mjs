import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** One build an entry (`--mode sidebar` or `--mode workbench`), so that each output folder stands alone under its own path. */
export default defineConfig(({ mode }) => {
  const entry = mode === 'workbench' ? 'workbench' : 'sidebar';
  return {
    root: fileURLToPath(new URL(`src/${entry}`, import.meta.url)),
    base: `/${entry}/`,
    plugins: [react()],
    build: {
      target: 'es2015',
      cssTarget: 'chrome84',
      outDir: fileURLToPath(new URL(`dist/${entry}`, import.meta.url)),
      emptyOutDir: true,
      chunkSizeWarningLimit: 1200,
    },
    server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
  };
});
