import { expect, test } from 'vitest';
import { pictureNames } from './picture-names.js';

test('pictures of images that share a name have names of their own', () => {
  const nameOf = pictureNames();
  expect(nameOf('a/0.jpg', 'gradcam', 'tabby cat')).toBe('0.jpg.gradcam.tabby_cat.png');
  expect(nameOf('b/0.jpg', 'gradcam', 'tabby cat')).toBe('0.jpg.gradcam.tabby_cat-2.png');
  // The same file for a file system that ignores case.
  expect(nameOf('c/0.JPG', 'gradcam', 'tabby/cat')).toBe('0.JPG.gradcam.tabby_cat-3.png');
  expect(nameOf('c/0.jpg', 'gradcam', 'dog')).toBe('0.jpg.gradcam.dog.png');
});

test('long names are cut and stay apart', () => {
  const nameOf = pictureNames();
  const labels = ['狸'.repeat(300), `${'狸'.repeat(299)}x`];
  const names = labels.map((label) => nameOf(`${'é'.repeat(120)}.jpg`, 'gradcam', label));
  expect(new Set(names).size).toBe(2);
  for (const name of names) {
    expect(Buffer.byteLength(name)).toBeLessThan(255);
    expect(name).toMatch(/^é+-[\da-f]{8}\.gradcam\.狸+-[\da-f]{8}\.png$/);
  }
});
