import type { Prediction } from '@convzoo/core';
import { parquetReadObjects, type SchemaElement } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import type { Row, RowFormat } from './row.js';

type Field = Readonly<SchemaElement>;

const text = (name: string, repetition: 'REQUIRED' | 'OPTIONAL'): Field => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: repetition,
});

/** A list that may be null, in the three levels that Parquet has for one. */
const list = (name: string, ...element: readonly Field[]): readonly Field[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...element,
];

/** One row for each image, in which all columns are null that do not apply to it. Raw scores are float32 already. */
const schema: readonly Field[] = [
  { name: 'results', num_children: 4 },
  text('image', 'REQUIRED'),
  ...list(
    'predictions',
    { name: 'element', repetition_type: 'REQUIRED', num_children: 3 },
    text('label', 'REQUIRED'),
    { name: 'index', type: 'INT32', repetition_type: 'REQUIRED' },
    { name: 'score', type: 'DOUBLE', repetition_type: 'REQUIRED' },
  ),
  ...list('logits', { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' }),
  text('error', 'OPTIONAL'),
];

/** Apache Parquet, compressed by Snappy. */
export const parquet: RowFormat = {
  write: (rows) => {
    const writer = new ByteWriter();
    const columnData = [
      { name: 'image', data: rows.map(({ image }) => image) },
      { name: 'predictions', data: rows.map((row) => ('predictions' in row ? row.predictions : null)) },
      { name: 'logits', data: rows.map((row) => ('logits' in row ? row.logits : null)) },
      { name: 'error', data: rows.map((row) => ('error' in row ? row.error : null)) },
    ];
    parquetWrite({ writer, columnData, schema: [...schema], createdBy: 'convzoo' });
    return writer.getBytes();
  },
  read: async (contents) => {
    const file = contents.slice().buffer;
    const records = (await parquetReadObjects({ file })) as unknown as Record[];
    return records.map(({ image, predictions, logits, error }): Row => {
      if (error != null) return { image, error };
      return logits == null ? { image, predictions: predictions ?? [] } : { image, logits };
    });
  },
};

/** A row as it is read. A null may be a field that is missing. */
interface Record {
  readonly image: string;
  readonly predictions?: readonly Prediction[] | null;
  readonly logits?: readonly number[] | null;
  readonly error?: string | null;
}
