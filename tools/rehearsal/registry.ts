import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface Registry {
  readonly url: string;
  /** What npm, pnpm and yarn need in their environment to use it, with credentials that it accepts. */
  readonly env: NodeJS.ProcessEnv;
  stop(): void;
}

/**
 * Starts verdaccio on the loopback. Our packages come from it alone, so that the real registry can't answer for them;
 * all others come from the registry that npm is set to.
 *
 * @param upstream URL of that registry.
 */
export async function startRegistry(folder: string, upstream: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const ours = { access: '$all', publish: '$all' };
  const config = {
    storage: join(folder, 'storage'),
    uplinks: { upstream: { url: upstream, maxage: '1h' } },
    packages: { '@convzoo/*': ours, convzoo: ours, '**': { access: '$all', proxy: 'upstream' } },
    max_body_size: '20mb',
    log: { type: 'file', path: join(folder, 'verdaccio.log'), level: 'warn' },
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config));
  const npmrc = join(folder, 'npmrc');
  writeFileSync(npmrc, `registry=${url}\n${url.replace('http:', '')}:_authToken=rehearsal\n`);

  const program = join(import.meta.dirname, 'registry/node_modules/verdaccio/bin/verdaccio');
  const child = spawn(process.execPath, [program, '--config', join(folder, 'config.yaml'), '--listen', url], {
    stdio: 'ignore',
  });
  await answering(`${url}-/ping`);
  // What npm or pnpm told this process of its own registry must not reach the rehearsal.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm|pnpm)_/i.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    NPM_CONFIG_USERCONFIG: npmrc,
    npm_config_userconfig: npmrc,
    npm_config_registry: url,
    // As in the first release, which is made by hand (CONTRIBUTING.md).
    NPM_CONFIG_PROVENANCE: 'false',
    pnpm_config_registry: url,
    YARN_NPM_REGISTRY_SERVER: url,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_REGISTRY: url,
    // Yarn keeps metadata with the addresses of tarballs, which name an earlier rehearsal's port.
    YARN_GLOBAL_FOLDER: join(folder, 'yarn'),
  };
  return { url, env, stop: () => void child.kill() };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 4873;
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await setTimeout(500);
  }
  throw new Error(`${url} did not answer within a minute`);
}
