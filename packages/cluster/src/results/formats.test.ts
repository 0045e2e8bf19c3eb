import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { type FormatName, formats } from './formats.js';
import type { Row } from './row.js';

const rows: Row[] = [
  {
    image: '/photos/größe "1".png',
    predictions: [
      { label: 'cat', index: 1, score: 2 / 3 },
      { label: 'dog', index: 0, score: 1e-9 },
    ],
  },
  { image: 's3://photos/2.png', predictions: [] },
  { image: '3.png', error: 'expected an image\nfound none' },
  { image: '4.png', error: '' },
];

const logits = [0.1, -3.5, 1e-30, 3e38].map(Math.fround);

test.each(Object.keys(formats) as FormatName[])('rows become %s, and back', async (name) => {
  const { write, read } = formats[name];
  expect(await read(write(rows))).toEqual(rows);
  const scores: Row[] = [
    { image: '1.png', logits },
    rows[2]!,
    { image: '2.png', logits: logits.map((x) => -x) },
  ];
  expect(await read(write(scores))).toEqual(scores);
  expect(write(scores)).toEqual(write(scores));
  const many: Row[] = Array.from({ length: 2500 }, (_, i) => ({ image: `${i}.png`, logits: [i, -i - 1] }));
  expect(await read(write(many))).toEqual(many);
});

test('a Parquet file has the columns that its readers expect', async () => {
  const file = formats.parquet.write(rows).slice().buffer;
  const [first, , third] = await parquetReadObjects({ file });
  expect(first).toMatchObject({ image: '/photos/größe "1".png', predictions: [{ label: 'cat' }, {}] });
  expect(first?.error ?? null).toBeNull();
  expect(third).toMatchObject({ image: '3.png', error: 'expected an image\nfound none' });
  expect(third?.predictions ?? null).toBeNull();
});
