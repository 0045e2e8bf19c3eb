import { expect, test } from 'vitest';
import { pixelBudget } from './pixel-budget.js';

/** Turns of a budget of 10 pixels, and which of them have been admitted. */
function draw(count: number) {
  const next = pixelBudget(10);
  const turns = Array.from({ length: count }, next);
  const admitted: number[] = [];
  const take = (i: number, pixels: number): void => {
    void turns[i]!.take(pixels).then(() => admitted.push(i));
  };
  const settled = async (): Promise<number[]> => {
    await new Promise(setImmediate);
    return admitted;
  };
  return { turns, take, settled };
}

test('images fit together up to the limit, and the next waits for one of them to go', async () => {
  const { turns, take, settled } = draw(4);
  for (const i of [0, 1, 2, 3]) take(i, 4);
  expect(await settled()).toEqual([0, 1]);
  turns[0]!.release();
  turns[0]!.release();
  expect(await settled()).toEqual([0, 1, 2]);
  turns[2]!.release();
  expect(await settled()).toEqual([0, 1, 2, 3]);
});

test('an image above the limit comes alone', async () => {
  const { turns, take, settled } = draw(3);
  take(0, 100);
  take(1, 1);
  take(2, 100);
  expect(await settled()).toEqual([0]);
  turns[0]!.release();
  expect(await settled()).toEqual([0, 1]);
  turns[1]!.release();
  expect(await settled()).toEqual([0, 1, 2]);
});

test('the order of the turns is kept, but nobody waits for a turn that is skipped', async () => {
  const { turns, take, settled } = draw(3);
  take(2, 4);
  take(1, 8);
  expect(await settled()).toEqual([]);
  turns[0]!.skip();
  expect(await settled()).toEqual([1]);
  turns[1]!.release();
  expect(await settled()).toEqual([1, 2]);
});
