import { fileURLToPath } from 'node:url';
import { findChromium, openPage } from '@convzoo/browser-tests';
import { expect, test } from 'vitest';

const chromium = findChromium();
const entry = fileURLToPath(new URL('./page.ts', import.meta.url));

test.skipIf(chromium === undefined)('compiled in a page, it has the logits of TF.js', async () => {
  const opened = await openPage(chromium!, { entry });
  try {
    expect(await opened.call('compiledError')).toBeLessThan(1e-4);
  } finally {
    await opened.close();
  }
});
