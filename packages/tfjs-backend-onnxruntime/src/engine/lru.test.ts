import { expect, test } from 'vitest';
import { LruCache } from './lru.js';

test('evicts the least recently used entry, and calls back', () => {
  const evicted: number[] = [];
  const cache = new LruCache<number>(2, (value) => evicted.push(value));
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  expect(evicted).toEqual([2]);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  cache.clear();
  expect(evicted).toEqual([2, 1, 3]);
});
