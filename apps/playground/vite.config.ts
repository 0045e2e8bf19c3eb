import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './plugins/content-security-policy.js';
import { offline } from './plugins/offline.js';

export default defineConfig({
  // Relative addresses, so that the page works from any folder of a site.
  base: './',
  plugins: [contentSecurityPolicy(), offline()],
  resolve: { conditions: ['@convzoo/source', 'browser', 'import', 'module', 'default'] },
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
