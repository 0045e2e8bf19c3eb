import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Run } from '../runs/run.js';

/** Some images of a run: the data of a job. */
export interface Shard {
  readonly index: number;
  /** Paths and URLs. */
  readonly images: readonly string[];
}

const shardSchema: v.GenericSchema<unknown, Shard> = v.object({
  index: v.pipe(v.number(), v.integer(), v.minValue(0)),
  images: v.pipe(v.array(v.string()), v.minLength(1)),
});

/** Checks the data of a job. */
export function parseShard(data: unknown): Shard {
  return v.parse(shardSchema, data);
}

/** The name of a shard's job. It follows from everything that determines the shard's results. */
export function shardName({ id }: Pick<Run, 'id'>, { index, images }: Shard): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([id, images]))
    .digest('hex');
  return `${String(index).padStart(8, '0')}-${hash.slice(0, 16)}`;
}

/** The file of a shard's results. */
export function resultsFile({ format }: Pick<Run, 'format'>, name: string): string {
  return `${name}.${format}`;
}

/** The file of a shard's heat maps. */
export function sheetFile(name: string): string {
  return `${name}.html`;
}

/** Divides images into shards. */
export async function* shardsOf(images: AsyncIterable<string>, size: number): AsyncGenerator<Shard> {
  let index = 0;
  let some: string[] = [];
  for await (const image of images) {
    some.push(image);
    if (some.length < size) continue;
    yield { index: index++, images: some };
    some = [];
  }
  if (some.length > 0) yield { index, images: some };
}
