import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseModelDescription } from '@convzoo/core';
import { parseSafetensors, writeModelFolder } from '@convzoo/weights';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type PushServer, startPushServer } from '../../../weights/src/fixtures/push-server.js';
import { convzoo, runCommand } from '../fixtures/command.js';

const shapes = fileURLToPath(new URL('../../fixtures/shapes', import.meta.url));

let server: PushServer;
let folder = '';
beforeEach(async () => {
  server = await startPushServer();
  folder = await mkdtemp(join(tmpdir(), 'convzoo-push-'));
  await saveTrainedOn('/home/me/secret/shapes');
  vi.stubEnv('HF_ENDPOINT', server.url);
  vi.stubEnv('HF_TOKEN', server.token);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

/** The folder of a model whose files say where its data lay. */
async function saveTrainedOn(data: string): Promise<void> {
  const { stateDict, metadata } = parseSafetensors(await readFile(join(shapes, 'model.safetensors')));
  const description = { ...parseModelDescription(metadata, 'shapes')!, training: { data } };
  await writeModelFolder(folder, { stateDict, description });
}

const pushed = (name: string): string => Buffer.from(server.files.get(`me/shapes/${name}`)!).toString();

describe('push', () => {
  test('publishes a model with a card', async () => {
    const { code, out, err } = await convzoo('push', folder, 'me/shapes', '--license', 'mit');
    expect({ code, out }).toEqual({ code: 0, out: `${server.url}/me/shapes\n` });
    expect(err).toContain('created the public repository me/shapes');
    expect([...server.files.keys()].sort()).toEqual(
      ['README.md', 'config.json', 'model.safetensors'].map((name) => `me/shapes/${name}`),
    );
    expect(pushed('README.md')).toMatch(/^---\nlibrary_name: convzoo\n[\s\S]*license: "mit"\n/);
    expect(pushed('README.md')).toContain("pretrained('me/shapes')");
  });

  test('prints JSON', async () => {
    const { out, err } = await convzoo('push', folder, 'me/shapes', '--json', '--quiet', '--private');
    expect(JSON.parse(out)).toMatchObject({
      created: true,
      files: ['README.md', 'config.json', 'model.safetensors'],
    });
    expect(err).toBe('');
    expect(server.repositories.get('me/shapes')).toEqual({ visibility: 'private' });
  });

  test('keeps a card that somebody wrote, but for the repository and the license', async () => {
    await writeFile(join(folder, 'README.md'), '---\nlicense: "unknown"\n---\nMine: path/to/this/folder\n');
    await convzoo('push', folder, 'me/shapes', '--license', 'cc-by-4.0');
    expect(pushed('README.md')).toBe('---\nlicense: "cc-by-4.0"\n---\nMine: me/shapes\n');
  });

  test('leaves images of the data at home, unless they are asked for', async () => {
    await writeFile(join(folder, 'report.html'), '<html>');
    await convzoo('push', folder, 'me/shapes');
    expect(server.files.has('me/shapes/report.html')).toBe(false);
    await convzoo('push', folder, 'me/shapes', '--report');
    expect(pushed('report.html')).toBe('<html>');
  });

  test('does not tell where the data lay, and changes no weight', async () => {
    await convzoo('push', folder, 'me/shapes');
    for (const name of server.files.keys())
      expect(pushed(name.slice('me/shapes/'.length))).not.toContain('secret');
    expect(pushed('config.json')).toContain('"data": "shapes"');
    const [before, after] = [
      parseSafetensors(await readFile(join(folder, 'model.safetensors'))),
      parseSafetensors(server.files.get('me/shapes/model.safetensors')!),
    ];
    expect(after.stateDict).toEqual(before.stateDict);
    expect(parseModelDescription(after.metadata, 'pushed')?.head).toEqual(
      parseModelDescription(before.metadata, 'own')?.head,
    );
  });

  test('says what to do next to people, and colors it', async () => {
    const { err } = await runCommand(['push', folder, 'me/shapes'], {
      interactive: true,
      colors: { out: true, err: true },
    });
    expect(err).toContain('\u001b[36mconvzoo classify photo.jpg --model me/shapes\u001b[39m');
  });

  test.each([
    [['@nowhere', 'me/shapes'], 1, 'model.safetensors'],
    [['@', 'shapes'], 2, 'owner/name'],
    [['@'], 2, "missing required argument 'repository'"],
  ])('%j is an error', async (args, expected, message) => {
    const { code, out, err } = await convzoo('push', ...args.map((arg) => arg.replace('@', `${folder}/`)));
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain(message);
  });
});
