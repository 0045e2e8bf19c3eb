import { expect, test } from 'vitest';
import { fixture } from '../fixtures/fixtures.js';
import { loadHdf5 } from './library.js';
import { parseKeras } from './parse.js';

const { FS } = (await loadHdf5()).module;

test('ends a file that takes for ever, and reads the next', async () => {
  const { read } = FS;
  Reflect.set(FS, 'read', () => {
    for (;;);
  });
  try {
    await expect(parseKeras(fixture('keras/model.h5'))).rejects.toThrow('takes more than 4 s to read');
  } finally {
    Reflect.set(FS, 'read', read);
  }
  await parseKeras(fixture('keras/model.h5'));
});
