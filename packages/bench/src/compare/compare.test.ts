import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { facts, report, row } from '../fixtures/rows.js';
import { sampleReport } from '../fixtures/sample-report.js';
import type { Row } from '../measure/row.js';
import { formatReport } from '../report/json.js';
import { compareReports, declineOf } from './compare.js';
import { compareFiles } from './compare-files.js';

const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, rows: readonly Row[]): string {
  const path = join(folder, name);
  writeFileSync(path, formatReport(report(rows)));
  return path;
}

/** A row whose runs take about so many milliseconds. */
const taking = (ms: number, model = 'alexnet'): Row =>
  row({ model }, { ...facts, durationsMs: Array.from({ length: 30 }, (_, i) => ms * (1 + (i % 5) / 1000)) });

test('a build that is a tenth slower is slower by more than 5 %', () => {
  const { compared } = compareReports(report([taking(100)]), report([taking(110)]));
  expect(compared).toHaveLength(1);
  const [comparison] = compared;
  expect(comparison!.time?.estimate).toBeCloseTo(1.1, 2);
  expect(declineOf(comparison!, 0.05)).toBe('slower');
  expect(declineOf(comparison!, 0.15)).toBeNull();
});

test('noise is not slower, though the estimate says so', () => {
  const spread = [80, 84, 90, 97, 103, 110, 116, 121];
  const noisy = (factor: number): Row => row({}, { ...facts, durationsMs: spread.map((ms) => factor * ms) });
  const [comparison] = compareReports(report([noisy(1)]), report([noisy(1.08)])).compared;
  expect(comparison?.time?.estimate).toBeGreaterThan(1.05);
  expect(declineOf(comparison!, 0.05)).toBeNull();
});

test('a row that fails since is worse; rows without a partner are listed', () => {
  const broken = row({ model: 'vgg11' }, { ...facts, error: 'out of memory' });
  const { compared, onlyBefore, onlyAfter } = compareReports(
    report([taking(1, 'vgg11'), taking(1, 'vgg13')]),
    report([broken, taking(1, 'vgg16')]),
  );
  expect(compared.map((one) => declineOf(one, 10))).toEqual(['failed']);
  expect(onlyBefore.map(({ model }) => model)).toEqual(['vgg13']);
  expect(onlyAfter.map(({ model }) => model)).toEqual(['vgg16']);
});

/** A row of accuracy over seeds. */
const scoring = (...values: readonly number[]): Row => {
  const [trained] = sampleReport().rows.filter(({ accuracy }) => accuracy !== null);
  const { accuracy: run } = trained!.rounds[0]!;
  const rounds = values.map((value, seed) => ({
    accuracy: { ...run!, seed, metrics: { ...run!.metrics, [run!.metric]: value } },
  }));
  return row({ measure: 'accuracy', task: trained!.task }, ...rounds);
};

test('accuracy that fell by more than the share and by more than seeds differ', () => {
  const decline = (before: Row, after: Row): unknown =>
    declineOf(compareReports(report([before]), report([after])).compared[0]!, 0.05);
  expect(decline(scoring(0.97, 0.98, 0.99), scoring(0.87, 0.88, 0.89))).toBe('less accurate');
  expect(decline(scoring(0.9, 0.98, 0.99), scoring(0.7, 0.9, 0.99))).toBeNull();
  expect(decline(scoring(0.98), scoring(0.95))).toBeNull();
  expect(decline(scoring(0.98), scoring(0.9))).toBe('less accurate');
  expect(decline(scoring(0.9), scoring(0.98))).toBeNull();
});

test('rows are paired by the engine that computed', () => {
  const auto = row({ requested: 'auto' });
  expect(compareReports(report([auto]), report([row()])).compared).toHaveLength(1);
  const other = row({ requested: 'auto' }, { ...facts, runtime: 'onnxruntime' });
  expect(compareReports(report([auto]), report([other])).compared).toHaveLength(0);
});

test('files: a table, and whether a row is too slow', async () => {
  const before = write('before.json', [taking(100), taking(10, 'vgg11')]);
  const after = write('after.json', [taking(120), taking(5, 'vgg11')]);
  const { text, worse } = await compareFiles(before, after, '5%');
  expect(worse).toBe(true);
  expect(text).toMatch(/^alexnet, inference \(wasm, batch 8\) +1\.2\d\d +1\.\d{3}-1\.\d{3} +- +- +slower$/m);
  expect(text).toMatch(/^vgg11, inference \(wasm, batch 8\) +0\.5\d\d +0\.\d{3}-0\.\d{3} +- +-$/m);
  expect(text).toContain('1 of 2 rows are worse by more than 5%.');
  expect((await compareFiles(before, after, undefined)).worse).toBe(false);
  expect((await compareFiles(before, after, '0.3')).worse).toBe(false);
});

test('a share that is none', async () => {
  await expect(compareFiles('a', 'b', 'five')).rejects.toThrow('--fail-over: expected a share such as 5%');
});
