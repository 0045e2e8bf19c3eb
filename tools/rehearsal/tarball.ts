import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from './registry.ts';

/** Bytes of a package's tarball; a larger one needs a reason and a change here. */
const defaultBudget = 400_000;
const budgets: Readonly<Record<string, number>> = {
  // The page of `--browser`, which holds TensorFlow.js and its WebAssembly binaries.
  '@convzoo/bench': 1_500_000,
};
const needed = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/index.js', 'dist/index.d.ts'];

/** A published tarball holds what users need and nothing of the workspace. Throws an Error that names what is wrong. */
export function checkTarball({ env }: Registry, name: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 2 ** 26,
    });
  const tarball = run('npm', ['pack', '--silent', name]).trim();
  const files = run('tar', ['-tzf', tarball]).trim().split('\n');
  const missing = needed.filter((file) => !files.includes(`package/${file}`));
  if (missing.length > 0) throw new Error(`${tarball} lacks ${missing.join(', ')}`);
  const stray = files.filter((file) => /\.test\.|\/fixtures\/|tsbuildinfo/.test(file));
  if (stray.length > 0) throw new Error(`${tarball} holds ${stray.join(', ')}`);
  const manifest = run('tar', ['-xzOf', tarball, 'package/package.json']);
  const protocol = manifest.match(/"(workspace|catalog):[^"]*"/);
  if (protocol) throw new Error(`${tarball}: package.json says ${protocol[0]}`);
  const text = run('tar', ['-xzOf', tarball]);
  const path = text.match(/["'(](\/(?:home|root|work|Users)\/[^"')\s]*)/);
  if (path) throw new Error(`${tarball} holds the path ${path[1]}`);
  const { size } = statSync(join(folder, tarball));
  const budget = budgets[name] ?? defaultBudget;
  if (size > budget) throw new Error(`${tarball} has ${size} bytes, more than ${budget}`);
}
