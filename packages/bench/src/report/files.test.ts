import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { facts, report, row } from '../fixtures/rows.js';
import { renderCsv } from './csv.js';
import { checkWritable, formatReport, prepareFolder, readReport, writeWhole } from './json.js';
import { renderMarkdown } from './markdown.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

const failed = row({ model: 'vgg11' }, { error: 'runs "out" of memory,\nthen | dies' });
const whole = report([row(), failed], { peaks: { wasm: { macsPerSecond: 1e10, bytesPerSecond: 1e9 } } });

test('a JSON report is read as it was written', async () => {
  await writeWhole(file('report.json'), formatReport(whole));
  const read = await readReport(file('report.json'));
  expect(read.rows.map(({ rounds }) => rounds)).toEqual(whole.rows.map(({ rounds }) => rounds));
  expect(read).toEqual(JSON.parse(formatReport(whole)));
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('a score that is not a number stays none', async () => {
  const undecided = {
    ...whole.rows[0]!,
    accuracy: { metric: 'rocAuc', mean: Number.NaN, spread: 0, seeds: [0], values: [Number.NaN] },
  };
  await writeWhole(file('undecided.json'), formatReport({ ...whole, rows: [undecided] }));
  expect((await readReport(file('undecided.json'))).rows[0]?.accuracy).toEqual(undecided.accuracy);
});

test.each([
  ['old.json', '{"specificationVersion":"v1","rows":[]}', 'found the schema "v1". Run the benchmark again'],
  ['other.json', '{"rows":[]}', 'found no schema'],
  ['broken.json', '{"schema":', 'expected JSON'],
  [
    'rows.json',
    JSON.stringify({ ...whole, rows: [{ model: 'alexnet' }] }),
    'expected a field rows.0.measure',
  ],
  ['none.json', JSON.stringify({ ...whole, rows: undefined }), 'a field rows'],
  ['peaks.json', JSON.stringify({ ...whole, peaks: undefined }), 'a field peaks'],
  [
    'text.json',
    JSON.stringify({ ...whole, rows: [{ ...whole.rows[0], batch: 'many' }] }),
    'expected rows.0.batch: number, found "many"',
  ],
])('%s is refused', async (name, text, message) => {
  writeFileSync(file(name), text);
  await expect(readReport(file(name))).rejects.toThrow(message);
});

test('a report that is not there', async () => {
  await expect(readReport(file('missing.json'))).rejects.toMatchObject({ code: 'file-error' });
});

test('what cannot be written is known before hours of work', async () => {
  await expect(checkWritable(file('no/such/folder.json'))).rejects.toMatchObject({ code: 'file-error' });
  await expect(checkWritable(folder)).rejects.toThrow('found a directory');
  await expect(checkWritable(file('new.json'))).resolves.toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder is made, with those above it', async () => {
  await prepareFolder(file('a/b/c'));
  await prepareFolder(file('a/b/c'));
  expect(readdirSync(file('a/b/c'))).toEqual([]);
  writeFileSync(file('a/file'), '');
  await expect(prepareFolder(file('a/file/b'))).rejects.toMatchObject({ code: 'file-error' });
});

test.runIf(existsSync('/proc/self'))('what root may write in vain is refused', async () => {
  await expect(checkWritable('/proc/report.json')).rejects.toMatchObject({ code: 'file-error' });
  await expect(prepareFolder('/proc/networks')).rejects.toMatchObject({ code: 'file-error' });
});

test('CSV quotes as RFC 4180 wants it, and has a number in each row of numbers', () => {
  const [head, first, ...rest] = renderCsv(whole).split('\r\n');
  const columns = head!.split(',');
  const cells = first!.split(',');
  expect(cells).toHaveLength(columns.length);
  const cell = (name: string): string => cells[columns.indexOf(name)]!;
  expect(cell('model')).toBe('alexnet');
  expect(cell('parameters')).toBe('61100840');
  expect(cell('p50_ms')).toBe('8');
  expect(cell('p50_low_ms')).toBe('7');
  expect(cell('versions')).toBe('wasm@1.2.3');
  expect(cell('error')).toBe('');
  expect(rest.join('\r\n')).toContain('"runs ""out"" of memory,\nthen | dies"');
});

test('Markdown tables escape what would end a cell', () => {
  const text = renderMarkdown(whole);
  expect(text).toContain('### Inference\n\n| model | input | batch | engine |');
  expect(text).toMatch(/^\| :-- \| :-- \| --: \| :-- \|/m);
  expect(text).toMatch(/^\| alexnet \| 224x224x3 \| 8 \| wasm \|/m);
  expect(text).toContain('- Failed: vgg11, inference (wasm, batch 8): runs "out" of memory, then \\| dies');
  expect(text).toContain(`- ${facts.machine!.cpu}, 2 cores`);
});
