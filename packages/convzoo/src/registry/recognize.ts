import {
  type Architecture,
  describeArchitecture,
  type Json,
  multiClassHead,
  type StateDict,
} from '@convzoo/core';
import { countClasses } from '@convzoo/weights';
import { loadBuilder } from './load-builder.js';
import { choicesOf, models } from './registry.js';

/** A network that weights may be of. */
export interface Guess {
  readonly name: string;
  /** Options that differ from the defaults, by which the weights fit. */
  readonly options: Readonly<Record<string, Json>>;
  /** Number of logits; undefined for a backbone without a head. */
  readonly classes: number | undefined;
  /** Share of the names that the weights and the network have in common. */
  readonly share: number;
  /** Whether names and shapes are the network's, without exception. */
  readonly fits: boolean;
}

type Options = Readonly<Record<string, string | boolean>>;

/** Networks are built this narrow to compare with; then all of them together take little memory and time. */
const width = 1 / 8;

/**
 * The network of the registry that weights are of, by their names and shapes, or the nearest one. Networks that
 * differ in nothing of that kind (a ResNet v1 and v1.5) are one.
 *
 * @returns undefined where no network has a name in common with the weights
 */
export async function recognize(stateDict: StateDict): Promise<Guess | undefined> {
  const published: Guess[] = [];
  for (const { name } of models) published.push(compare(stateDict, await narrowNetwork(name, {})));
  const fitting = published.find(({ fits }) => fits);
  if (fitting !== undefined) return fitting;
  const others: Guess[] = [];
  for (const { name } of models) {
    const { shapes } = await narrowNetwork(name, {});
    if (!isNear(shapes.size, namesOf(stateDict).length)) continue;
    for (const options of optionsOf(name))
      others.push(compare(stateDict, await narrowNetwork(name, options)));
  }
  const [best] = [...published, ...others].sort(
    (a, b) => Number(b.fits) - Number(a.fits) || b.share - a.share,
  );
  return best === undefined || best.share === 0 ? undefined : best;
}

/** Options change the number of weights by a little. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(a, b) / 4;
}

function optionsOf(name: string): Options[] {
  return Object.entries(choicesOf(name)).flatMap(([option, values]) =>
    values.map((value) => ({ [option]: value })),
  );
}

interface NarrowNetwork {
  readonly name: string;
  readonly options: Options;
  readonly architecture: Architecture;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** Building networks takes seconds altogether, and they never change. */
const built = new Map<string, NarrowNetwork>();

async function narrowNetwork(name: string, options: Options): Promise<NarrowNetwork> {
  const key = `${name} ${JSON.stringify(options)}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const architecture = (await loadBuilder(name)).architecture({ ...options, width });
  const network = {
    name,
    options,
    architecture,
    shapes: describeArchitecture(architecture, multiClassHead(1)).weights,
  };
  built.set(key, network);
  return network;
}

/** Without PyTorch's counters of batches, which networks of ours do not have. */
function namesOf(stateDict: StateDict): string[] {
  return [...stateDict.keys()].filter((key) => !key.endsWith('.num_batches_tracked'));
}

function compare(stateDict: StateDict, { name, options, architecture, shapes }: NarrowNetwork): Guess {
  const { canonicalKey = (key: string) => key, module } = architecture.stateDict;
  const given = new Map(namesOf(stateDict).map((key) => [canonicalKey(key), stateDict.get(key)!.shape]));
  const shared = [...shapes.keys()].filter((key) => given.has(key));
  const share = shared.length / (shapes.size + given.size - shared.length);
  const [[firstKey, firstShape] = ['', []]] = shapes;
  const [outputs = 0, channels = 3] = given.get(firstKey) ?? [];
  const scale = outputs / (firstShape[0] ?? 1);
  const logits = `${module('logits')}.`;
  const isScaled = [...shapes].every(([key, shape]) =>
    // The image decides how many channels the first kernel reads, the classes how many rows the last one has.
    isWider(shape, given.get(key), scale, { 0: key.startsWith(logits), 1: key === firstKey }),
  );
  return {
    name,
    options: {
      ...options,
      ...(scale === 1 / width ? {} : { width: scale * width }),
      ...(channels === 3 ? {} : { inputChannels: channels }),
    },
    classes: countClasses(architecture, stateDict),
    share,
    fits: share === 1 && isScaled,
  };
}

/** Whether a shape has `scale` times the channels of a narrow network's, give or take rounding, and its sides. */
function isWider(
  narrow: readonly number[],
  given: readonly number[] | undefined,
  scale: number,
  isFree: Readonly<Record<number, boolean>>,
): boolean {
  if (given?.length !== narrow.length) return false;
  return narrow.every((size, i) => {
    if (i > 1) return given[i] === size;
    return isFree[i] === true || Math.abs(given[i]! - size * scale) <= scale / 2;
  });
}

/** Says what weights are: `a resnet20 of width 0.5 with 10 classes`. */
export function guessText({ name, options, classes }: Guess): string {
  const { width: factor, inputChannels: channels, ...choices } = options;
  const having = Object.entries(choices).map(([option, value]) => `${option} ${value}`);
  if (classes !== undefined) having.push(`${classes} ${classes === 1 ? 'class' : 'classes'}`);
  return [
    `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`,
    factor === undefined ? '' : ` of width ${factor}`,
    channels === undefined ? '' : ` for ${channels} ${channels === 1 ? 'channel' : 'channels'}`,
    having.length === 0 ? '' : ` with ${having.join(' and ')}`,
    classes === undefined ? ', without its head' : '',
  ].join('');
}
