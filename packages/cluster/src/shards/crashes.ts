import { randomNumbers } from '@convzoo/core/random';
import * as v from 'valibot';

/** Images from `first` to before `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** What is known of processes that ended without a word while they worked on a shard. */
export interface CrashHistory {
  /** Images in whose company a process ended, and that were not worked on since. Each is tried alone. */
  readonly suspects: readonly number[];
  /** How often in a row a process ended at an image that was tried alone, by image. */
  readonly alone: Readonly<Record<string, number>>;
  /** How often a process ended in this shard. */
  readonly total: number;
  /** The images in work. */
  readonly flight?: Range | undefined;
  /** How many images of the shard are done, for people to read. */
  readonly done?: number | undefined;
}

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const historySchema: v.GenericSchema<unknown, CrashHistory> = v.object({
  suspects: v.array(index),
  alone: v.record(v.string(), index),
  total: index,
  flight: v.optional(v.object({ first: index, end: index })),
  done: v.optional(index),
});

export const noCrash: CrashHistory = { suspects: [], alone: {}, total: 0 };

/** Reads a history; nonsense counts as none. */
export function parseHistory(json: string | null): CrashHistory {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), historySchema), json);
  return success ? output : noCrash;
}

/** What is known without the images in work, on which work has ended. */
export function withoutFlight({ flight: _, done: __, ...history }: CrashHistory): CrashHistory {
  return history;
}

/** What follows from images that are still marked as in work although nobody works on them. */
export function afterCrash({ flight, done: _, ...history }: CrashHistory): CrashHistory {
  if (flight === undefined) return history;
  const { suspects, alone, total } = history;
  const images = range(flight);
  if (images.length > 1) {
    return { suspects: [...new Set([...suspects, ...images])], alone, total: total + 1 };
  }
  const counted = { ...alone, [flight.first]: (alone[flight.first] ?? 0) + 1 };
  return { suspects: [...new Set([...suspects, ...images])], alone: counted, total: total + 1 };
}

/** What follows from images that were worked on without a crash: nothing is wrong with them. */
export function afterSuccess(history: CrashHistory, group: Range): CrashHistory {
  const images = new Set(range(group));
  if (!history.suspects.some((image) => images.has(image))) return history;
  const alone = Object.entries(history.alone).filter(([image]) => !images.has(Number(image)));
  return {
    ...history,
    suspects: history.suspects.filter((image) => !images.has(image)),
    alone: Object.fromEntries(alone),
  };
}

export interface CrashLimits {
  /** An image at which, alone, so many processes ended is given up. */
  readonly perImage: number;
  /** A shard in which so many processes ended is given up. */
  readonly perShard: number;
}

/** Images to work on one group after the other, and those that are given up. */
export interface Plan {
  readonly groups: readonly Range[];
  readonly givenUp: ReadonlySet<number>;
}

/**
 * Divides a shard of `count` images into groups of at most `size`; suspects are alone. After a crash the groups are in
 * another order each time: workers that are killed for other reasons, such as always in their first seconds, then do not
 * end at the same image again and again.
 */
export function planShard(count: number, size: number, history: CrashHistory, limits: CrashLimits): Plan {
  const suspects = new Set(history.suspects);
  const isGivenUp = (image: number): boolean =>
    history.total >= limits.perShard || (history.alone[image] ?? 0) >= limits.perImage;
  const groups: Range[] = [];
  const givenUp = new Set<number>();
  for (let image = 0; image < count; image++) {
    const last = groups.at(-1);
    if (isGivenUp(image)) givenUp.add(image);
    else if (last === undefined || last.end !== image || last.end - last.first === size)
      groups.push({ first: image, end: image + 1 });
    else if (suspects.has(image) || suspects.has(image - 1)) groups.push({ first: image, end: image + 1 });
    else groups[groups.length - 1] = { ...last, end: image + 1 };
  }
  return { groups: history.total === 0 ? groups : shuffled(groups, `${history.total}`), givenUp };
}

function shuffled(groups: readonly Range[], seed: string): Range[] {
  const next = randomNumbers(seed);
  return groups
    .map((group) => ({ group, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ group }) => group);
}

function range({ first, end }: Range): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}
