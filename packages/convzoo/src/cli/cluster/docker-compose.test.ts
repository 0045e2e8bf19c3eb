import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { convzoo } from '../../fixtures/command.js';

interface Service {
  readonly image: string;
  readonly command: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const file = new URL('../../../../cluster/docker-compose.yml', import.meta.url);
const { services, volumes }: Compose = parse(await readFile(file, 'utf8'));
const { redis, worker } = services;

test('services, volumes and dependencies that are named exist', () => {
  expect(Object.keys(services)).toEqual(['redis', 'worker']);
  const names = Object.values(services).flatMap((service) => service.depends_on ?? []);
  for (const name of names) expect(services).toHaveProperty(name);
  const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
  const named = mounted.map((volume) => volume.split(':')[0]!).filter((name) => /^\w+$/.test(name));
  expect(named).toEqual(Object.keys(volumes));
});

test('workers reach Redis by the name of its service, with its password', () => {
  const url = new URL(worker!.environment!.CONVZOO_REDIS!.replace(/\$\{REDIS_PASSWORD\}/, 'secret'));
  expect(services).toHaveProperty(url.hostname);
  expect(url.password).toBe('secret');
  expect(redis!.command).toContain('--requirepass ${REDIS_PASSWORD:?');
  expect(redis!.command).toContain('--appendonly yes --maxmemory-policy noeviction');
});

test('the command of a worker exists, in packages that exist, with options that it has', async () => {
  const words = worker!.command.split(' ').filter((word) => !word.startsWith('${MODELS'));
  const program = words.lastIndexOf('convzoo');
  const packages = words.filter((_, i) => words[i - 1] === '--package');
  for (const name of packages) {
    const manifest = new URL(`../../../../${name.split('/').at(-1)}/package.json`, import.meta.url);
    expect(JSON.parse(await readFile(manifest, 'utf8')).name).toBe(name);
  }
  const [command, subcommand, ...options] = words.slice(program + 1);
  const { code, out } = await convzoo(command!, subcommand!, '--help');
  expect(code).toBe(0);
  expect(out).toContain(`Usage: convzoo ${command} ${subcommand} `);
  for (const option of options) expect(out).toContain(`${option} <`);
  expect(worker!.image).toBe('node:22-slim');
});
