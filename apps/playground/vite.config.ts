import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './plugins/content-security-policy.js';
import { offline } from './plugins/offline.js';

// The page computes on TF.js alone: ONNX Runtime's binaries would be tens of megabytes more to keep for use offline.
const external = /^onnxruntime-web/;

export default defineConfig({
  // Relative addresses, so that the page works from any folder of a site.
  base: './',
  plugins: [contentSecurityPolicy(), offline()],
  resolve: { conditions: ['@convzoo/source', 'browser', 'import', 'module', 'default'] },
  worker: { format: 'es', rolldownOptions: { external } },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000, rolldownOptions: { external } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
