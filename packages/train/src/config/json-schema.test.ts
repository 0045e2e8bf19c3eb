import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { trainConfigSchema } from './schema.js';

const file = new URL('../../schema.json', import.meta.url);

/** `UPDATE_SCHEMA=1 npx vitest run packages/train/src/config && pnpm run format` writes the file again. */
test('the published JSON Schema is that of the config', () => {
  const { $schema, ...rest } = toJsonSchema(trainConfigSchema, {
    // What valibot checks by code: an object.
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'custom' ? { ...jsonSchema, type: 'object' } : undefined,
    // JSON has no infinite numbers.
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'finite' ? jsonSchema : undefined,
  });
  const schema = { $schema, title: 'A training run of convzoo', ...rest };
  if (process.env.UPDATE_SCHEMA !== undefined) writeFileSync(file, JSON.stringify(schema));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
});
