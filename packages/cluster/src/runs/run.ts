import { createHash } from 'node:crypto';
import { ConvzooError } from '@convzoo/core';
import * as v from 'valibot';
import { type FormatName, formats } from '../results/formats.js';

/** A submission: some images, a model, and where the results go. */
export interface Run {
  readonly id: string;
  /** What the model was submitted as, and the hash of its contents. */
  readonly model: { readonly name: string; readonly hash: string };
  readonly source: string;
  readonly out: string;
  readonly images: number;
  readonly shards: number;
  readonly shardSize: number;
  /** Labels to keep of each image; without it, the head decides. */
  readonly top?: number | undefined;
  /** What is known of an image in the end: its labels, or its raw scores, computed in batches of so many. */
  readonly rows: 'predictions' | { readonly logitsInBatchesOf: number };
  /** Of the files of results. */
  readonly format: FormatName;
  /** What is explained on a sheet beside the results of each shard. */
  readonly explain?: Explain | undefined;
}

/** How heat maps are made, as `convzoo explain` is told. */
export interface Explain {
  /** Names of methods of `@convzoo/gradcam`. */
  readonly methods: readonly string[];
  /** The classes that are explained; without it, the predicted one. */
  readonly classes?: string | undefined;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const runSchema: v.GenericSchema<unknown, Run> = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  model: v.object({ name: v.string(), hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  source: v.string(),
  out: v.string(),
  images: count,
  shards: count,
  shardSize: count,
  top: v.optional(count),
  rows: v.union([v.literal('predictions'), v.object({ logitsInBatchesOf: count })]),
  format: v.picklist(Object.keys(formats) as FormatName[]),
  explain: v.optional(
    v.object({ methods: v.pipe(v.array(v.string()), v.minLength(1)), classes: v.optional(v.string()) }),
  ),
});

/** Gives a run its id, which follows from everything that determines the results. */
export function identify(run: Omit<Run, 'id'>, listing: string): Run {
  const { model, out, shardSize, top = null, rows, format, explain = null } = run;
  const text = JSON.stringify([1, model.hash, out, shardSize, top, rows, format, explain, listing]);
  return { id: createHash('sha256').update(text).digest('hex').slice(0, 12), ...run };
}

/**
 * Reads a run from JSON.
 *
 * @throws ConvzooError `invalid-data`
 */
export function parseRun(json: string, subject: string): Run {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), runSchema), json);
  if (success) return output;
  throw new ConvzooError('invalid-data', {
    subject,
    expected: 'a run as `convzoo cluster submit` writes it',
    found: json.slice(0, 80),
    remedy: 'It may be from another version.',
  });
}
