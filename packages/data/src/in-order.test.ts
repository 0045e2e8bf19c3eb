import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { inOrder } from './in-order.js';

describe('inOrder', () => {
  it('keeps the order of the items, whichever is ready first', async () => {
    const task = async (n: number) => {
      await sleep(n % 2 === 0 ? 8 : 1);
      return n * n;
    };
    const squares: unknown[] = [];
    for await (const [, outcome] of inOrder([0, 1, 2, 3, 4, 5, 6], task, { concurrency: 3 })) {
      squares.push(outcome.status === 'fulfilled' && outcome.value);
    }
    expect(squares).toEqual([0, 1, 4, 9, 16, 25, 36]);
  });

  it('has several in flight, and never more results than it may hold', async () => {
    let held = 0;
    let most = 0;
    const task = async (n: number) => {
      most = Math.max(most, ++held);
      await sleep(1);
      return n;
    };
    for await (const _ of inOrder(Array(20).keys(), task, { concurrency: 3 })) {
      await sleep(2);
      held--;
    }
    expect(most).toBe(3);
  });

  it('keeps nothing of what was handed over', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const results: WeakRef<object>[] = [];
    let kept = 0;
    for await (const [, outcome] of inOrder([0, 1, 2, 3], async (n) => ({ n }), { concurrency: 8 })) {
      await sleep(1);
      collectGarbage();
      kept = results.filter((result) => result.deref() !== undefined).length;
      if (outcome.status === 'fulfilled') results.push(new WeakRef(outcome.value));
    }
    expect(kept).toBeLessThan(2);
  });

  it('hands failures over in their turn', async () => {
    const task = async (n: number) => {
      if (n === 1) throw new Error('one');
      return n;
    };
    const states: string[] = [];
    for await (const [, { status }] of inOrder([0, 1, 2], task, {})) states.push(status);
    expect(states).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('begins nothing more once it is aborted or left', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const task = async (n: number) => {
      begun.push(n);
    };
    const consume = async () => {
      const options = { concurrency: 2, signal: controller.signal };
      for await (const [n] of inOrder(Array(10).keys(), task, options)) {
        if (n === 1) controller.abort(new Error('enough'));
      }
    };
    await expect(consume()).rejects.toThrow('enough');
    for await (const _ of inOrder([20, 21, 22, 23], task, { concurrency: 2 })) break;
    expect(begun).toEqual([0, 1, 2, 20, 21]);
  });

  it('refuses an impossible concurrency', async () => {
    await expect(inOrder([1], async () => 1, { concurrency: 0 }).next()).rejects.toThrow(
      'concurrency: expected a whole number, at least 1, found 0.',
    );
  });
});
