import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { reportSchema } from './schema.js';

const file = new URL('../../schema.json', import.meta.url);

/** `UPDATE_SCHEMA=1 npx vitest run packages/bench/src/report && pnpm run format` writes the file again. */
test('the published JSON Schema is that of the report', () => {
  const { $schema, ...rest } = toJsonSchema(reportSchema, { typeMode: 'input' });
  const schema = { $schema, title: 'A report of convzoo-bench', ...rest };
  if (process.env.UPDATE_SCHEMA !== undefined) writeFileSync(file, JSON.stringify(schema));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
});
