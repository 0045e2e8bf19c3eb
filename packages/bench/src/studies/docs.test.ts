// What docs/studies shows is what the committed measurements say: figures, tables and findings are made anew and
// compared. UPDATE_STUDIES=1 writes them instead.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatRecord, renderMarkdown, type StudyRecord, schema } from './record.js';
import { studies } from './studies.js';
import type { Study } from './study.js';

const folder = join(import.meta.dirname, '../../../../docs/studies');
const result = (name: string, extension: string): string => join(folder, 'results', `${name}.${extension}`);
const pageOf = ({ name }: Study): string => join(folder, `${name}.md`);
const update = process.env.UPDATE_STUDIES !== undefined;
const results = /(?<=<!-- results -->\n)[\s\S]*(?=<!-- \/results -->)/;

/** Tables are padded by the formatter, and lines may be broken anywhere. */
const words = (text: string): string => text.replaceAll(/-{2,}/g, '--').replaceAll(/\s+/g, ' ').trim();

const has = (study: Study): boolean => existsSync(result(study.name, 'json'));

describe.each(studies.filter(has))('$name', (study) => {
  const { name, claim, paper } = study;
  const read: StudyRecord = JSON.parse(readFileSync(result(name, 'json'), 'utf8'));
  const report = study.describe(read.data);
  const record = { ...read, claim, paper: paper.url, finding: report.finding };
  const tables = renderMarkdown(record, report.tables);
  if (update) {
    writeFileSync(result(name, 'json'), formatRecord(record));
    writeFileSync(result(name, 'svg'), report.figure);
    const page = readFileSync(pageOf(study), 'utf8');
    writeFileSync(
      pageOf(study),
      page.replace(results, () => `\n${tables}\n`),
    );
  }

  test('is a whole run at the full budget', () => {
    expect(read).toMatchObject({
      schema,
      study: name,
      budget: 1,
      seed: 0,
      command: `pnpm bench study ${name}`,
    });
    expect(read.environment.machine.commit).toMatch(/^[0-9a-f]{40}/);
  });

  test('figure and tables are those of the data', () => {
    const page = readFileSync(pageOf(study), 'utf8');
    expect(readFileSync(result(name, 'svg'), 'utf8')).toBe(report.figure);
    expect(JSON.parse(readFileSync(result(name, 'json'), 'utf8'))).toEqual(record);
    expect(words(results.exec(page)?.[0] ?? '')).toBe(words(tables));
    expect(page).toContain(`(results/${name}.svg)`);
  });

  test('files are small', () => {
    for (const extension of ['json', 'svg'])
      expect(readFileSync(result(name, extension)).length).toBeLessThan(100_000);
  });
});

test('pages of studies without a committed run say so', () => {
  for (const study of studies.filter((one) => !has(one))) {
    const shown = results.exec(readFileSync(pageOf(study), 'utf8'))?.[0] ?? '';
    expect(words(shown)).toBe(
      `There is no committed run at the full budget yet: \`pnpm bench study ${study.name}\` makes one.`,
    );
  }
});

test('the overview names each study with its claim', () => {
  const overview = words(readFileSync(join(folder, 'README.md'), 'utf8'));
  for (const { name, claim } of studies) expect(overview).toContain(`| [${name}](${name}.md) | ${claim} |`);
});
