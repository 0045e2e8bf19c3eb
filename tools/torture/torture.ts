// Kills, fills, locks and damages what convzoo works with, and looks whether anything is lost.
//
//   pnpm torture [--kills N] [--seed N] [--only NAMES]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomNumbers } from '@convzoo/core/random';
import { damageCheckpoints } from './damage.ts';
import { fillingDisk, fullDisk, readOnly } from './disk.ts';
import { killMany, type Outcome } from './kill.ts';
import { fileCommands } from './subjects/commands.ts';
import { download } from './subjects/download.ts';
import { training } from './subjects/train.ts';
import { together } from './together.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const kills = Number(values.kills);
const subjects = [training, ...fileCommands, download()];
const wanted = values.only?.split(',');
const isWanted = (name: string): boolean => wanted === undefined || wanted.includes(name);
const killed = subjects.filter(({ name }) => isWanted(name));
const scenarios: Readonly<Record<string, (folder: string) => Promise<Outcome | Outcome[]>>> = {
  ...Object.fromEntries(
    subjects.map((subject) => [
      subject.name,
      (folder: string) =>
        killMany(subject, {
          kills: shareOf(subject.name),
          random: randomNumbers(`${values.seed}/${subject.name}`),
          folder,
          onProgress: show,
        }),
    ]),
  ),
  'full disk': fullDisk,
  'filling disk': fillingDisk,
  'read-only': readOnly,
  'two at once': together,
  damage: damageCheckpoints,
};

const unknown = wanted?.find((name) => !Object.hasOwn(scenarios, name));
if (unknown !== undefined) {
  throw new Error(`--only: expected names among ${Object.keys(scenarios).join(', ')}, found "${unknown}"`);
}
const root = await mkdtemp(join(tmpdir(), 'convzoo-torture-'));
const outcomes: Outcome[] = [];
try {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (!isWanted(name)) continue;
    show(name);
    outcomes.push(...[await scenario(join(root, name.replaceAll(' ', '-')))].flat());
  }
} finally {
  show('');
  await rm(root, { recursive: true, force: true });
}
print(outcomes);
if (outcomes.some(({ problems }) => problems.length > 0)) process.exitCode = 1;

/** The first subjects get the kills that do not divide evenly. */
function shareOf(name: string): number {
  const index = killed.findIndex((subject) => subject.name === name);
  return Math.ceil((kills - index) / killed.length);
}

function show(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
  else if (text !== '') process.stderr.write(`${text}\n`);
}

function print(rows: readonly Outcome[]): void {
  const width = (key: 'name' | 'tried'): number => Math.max(...rows.map((row) => row[key].length));
  const widths = { name: width('name'), tried: width('tried') };
  for (const { name, tried, problems, skipped } of rows) {
    const verdict = skipped === undefined ? `${problems.length} problems` : `not possible here: ${skipped}`;
    console.log(`${name.padEnd(widths.name)}  ${tried.padEnd(widths.tried)}  ${verdict}`);
    for (const problem of problems) console.log(`  ${problem}`);
  }
}
