/** All items of an asynchronous iteration; `Array.fromAsync`, which Node 20 lacks. */
export async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
