import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { trainConfigSchema } from './schema.js';

const file = new URL('../../schema.json', import.meta.url);

/** `UPDATE_SCHEMA=1 npx vitest run packages/train/src/config` writes the file again. */
test('the published JSON Schema is that of the config', () => {
  const schema = toJsonSchema(trainConfigSchema, {
    // What valibot checks by code: an object.
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'custom' ? { ...jsonSchema, type: 'object' } : undefined,
    // JSON has no infinite numbers.
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'finite' ? jsonSchema : undefined,
  });
  const { $schema, ...rest } = schema;
  const text = `${JSON.stringify({ $schema, title: 'A training run of convzoo', ...rest }, null, 2)}\n`;
  if (process.env.UPDATE_SCHEMA !== undefined) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
