import { fileURLToPath } from 'node:url';
import type { Configuration } from 'webpack';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: Configuration = {
  mode: 'production',
  context: folder('.'),
  entry: { main: './src/main.js' },
  output: { path: folder('dist/webpack'), filename: 'src/[name].js', publicPath: 'auto' },
};

export default config;
