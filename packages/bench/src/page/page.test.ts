import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { facts, report, row } from '../fixtures/rows.js';
import { sampleReport } from '../fixtures/sample-report.js';
import { renderPage } from './page.js';

const page = renderPage(sampleReport());
const { document } = parseHTML(page);

test('a chart for each question, each of them drawn', () => {
  const figures = [...document.querySelectorAll('figure')];
  expect(figures.map(({ id }) => id)).toEqual([
    ...['trade-off', 'latency', 'batch', 'roofline', 'training', 'curves', 'explanation'],
  ]);
  for (const figure of figures) {
    expect(figure.querySelectorAll('svg circle, svg path, svg rect, svg line').length).toBeGreaterThan(10);
    expect(figure.querySelector('figcaption')?.textContent?.length).toBeGreaterThan(20);
  }
  const main = document.querySelector('main')!.outerHTML;
  expect(main.match(/.{30}(NaN|undefined|\[object).{30}/g)).toBeNull();
});

test('nothing is loaded from elsewhere', () => {
  expect(document.querySelectorAll('script[src], link, img, iframe')).toHaveLength(0);
  expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/(src|href|url\()["'=(]*https?:/);
  expect(page.length).toBeLessThan(1e6);
});

test('opens with the verdict and the figures that stand out', () => {
  expect(document.querySelector('.verdict')?.textContent).toBe(
    'resnet20, resnet110, resnet18 and resnet50 are worth choosing between: every other network is both slower and ' +
      'less accurate than one of them.',
  );
  const tiles = [...document.querySelectorAll('.tile .label')].map(({ textContent }) => textContent);
  expect(tiles).toEqual(['Fastest', 'Most accurate', 'Compiled against TF.js', 'int8 against float32']);
});

test('every row is in a table', () => {
  const lines = document.querySelectorAll('tbody tr').length;
  expect(lines).toBe(sampleReport().rows.length);
});

test('colors follow the theme', () => {
  const colors = page.match(/(?:fill|stroke)="(#[0-9a-f]+)"/g) ?? [];
  expect(colors).toEqual([]);
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).toContain('@media print');
});

test('what a report holds cannot become markup', () => {
  const hostile = '<img src=x onerror=alert(1)>';
  const failed = row({ model: hostile }, { ...facts, durationsMs: [1, 2], error: hostile });
  const text = renderPage(report([failed, row()]));
  expect(text).not.toContain('<img');
  expect(text).toContain('&lt;img src=x');
});

test('a report without any measurement is a page too', () => {
  const text = renderPage(report([row({}, { error: 'out of memory' })]));
  expect(text).toContain('No network could be measured.');
  expect(text).toContain('out of memory');
  expect(text).not.toContain('<figure');
});
