import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convzoo } from '../../fixtures/command.js';
import { fishCompletions } from './fish.js';
import { wordsOf } from './words.js';
import { zshCompletions } from './zsh.js';

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convzoo-completions-'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(join(folder, shell), (await convzoo('completions', shell)).out);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers for the last word of a command line. */
function offered(...words: string[]): string[] {
  const offers = 'COMPREPLY[@]';
  const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _convzoo; printf "%s\\n" "\${${offers}}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, join(folder, 'bash'), 'convzoo', ...words], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe.skipIf(!has('bash'))('bash', () => {
  test('completes commands', () => {
    expect(offered('ex')).toEqual(['explain', 'export']);
    expect(offered('')).toContain('classify');
  });

  test('completes options of the command, with or without arguments between', () => {
    expect(offered('explain', '--me')).toEqual(['--method']);
    expect(offered('push', 'run', 'me/pets', '--li')).toEqual(['--license']);
    expect(offered('push', '-')).not.toContain('--method');
  });

  test('completes options of classify where the command is left out', () => {
    expect(offered('photo.jpg', '--to')).toEqual(['--top']);
  });

  test('completes values', () => {
    expect(offered('evaluate', '--split', 't')).toEqual(['train', 'test']);
    expect(offered('classify', '--model', 'resnet5')).toEqual(['resnet50', 'resnet56']);
    expect(offered('train', '--head', 'multi')).toEqual(['multi-class', 'multi-label']);
  });

  test('leaves files to bash', () => {
    expect(offered('explain', '--out', 'wh')).toEqual([]);
    expect(offered('classify', 'ph')).toEqual([]);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  test('accepts the script', () => {
    expect(spawnSync('zsh', ['-n', join(folder, 'zsh')], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  const offeredBy = (line: string): string[] => {
    const script = `source ${join(folder, 'fish')}; complete -C ${JSON.stringify(line)}`;
    const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { cwd: folder, encoding: 'utf8' });
    return stdout
      .split('\n')
      .map((offer) => offer.split('\t')[0]!)
      .filter((word) => word !== '');
  };

  test('completes commands, options and values', () => {
    expect(offeredBy('convzoo ex')).toEqual(['explain', 'export']);
    expect(offeredBy('convzoo explain --me')).toEqual(['--method']);
    expect(offeredBy('convzoo evaluate --split t')).toEqual(expect.arrayContaining(['train', 'test']));
  });
});

test('no description can break a script', () => {
  const program = new Command('tool');
  program
    .command('run')
    .description("it's a [run]: `now` $HOME \\")
    .addOption(new Option('--way <name>', "one's [way]: $(rm)").choices(['a', 'b']));
  const words = wordsOf(program, {});
  expect(zshCompletions('tool', words)).toContain(`'--way[one'\\''s \\[way\\]\\: $(rm)`);
  expect(fishCompletions('tool', words)).toContain("-d 'it\\'s a [run]: `now` $HOME \\\\'");
});

test('an unknown shell is misuse', async () => {
  expect(await convzoo('completions', 'tcsh')).toMatchObject({
    code: 2,
    err: expect.stringContaining('bash, zsh, fish'),
  });
});
