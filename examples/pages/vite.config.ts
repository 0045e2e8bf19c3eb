import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: UserConfig = {
  root: folder('.'),
  // A small network that knows triangles, squares and others.
  publicDir: folder('../../packages/convzoo/fixtures/shapes'),
  build: { outDir: folder('dist/vite'), target: 'esnext' },
  worker: { format: 'es' },
};

export default config;
