import { alexnet } from '@convzoo/alexnet';
import { type ImageClassifier, multiClassHead } from '@convzoo/core';
import { vgg16 } from '@convzoo/vgg';
import { nextTask } from '../next-task.js';
import type { StudyOptions } from '../study.js';
import { expectedProfile, receptiveFieldOf, type Stack, weightsPerChannelSquared } from './arithmetic.js';
import { type DrawnMap, drawnMap } from './drawn-map.js';
import { type EnergyMap, profileOf, sideHolding } from './energy.js';
import { gradientEnergy } from './gradient-energy.js';
import { stackNetwork } from './stack-network.js';

export interface ReceptiveFieldData {
  readonly channels: number;
  readonly stackSeeds: number;
  readonly networkSeeds: number;
  readonly imagesPerSeed: number;
  readonly stacks: readonly MeasuredStack[];
  readonly networks: readonly MeasuredNetwork[];
}

export interface MeasuredStack extends Stack {
  readonly receptiveField: number;
  readonly weightsPerChannelSquared: number;
  /** Counted on the built network. */
  readonly weights: number;
  readonly nonLinearities: number;
  readonly expectedProfile: readonly number[];
  readonly profile: readonly number[];
  /** Side of the square that holds 95 % of the squared gradient. */
  readonly effectiveSide: number;
  readonly map: DrawnMap;
}

export interface MeasuredNetwork {
  readonly name: string;
  readonly inputSide: number;
  readonly cuts: readonly MeasuredCut[];
  /** Of the last convolution. */
  readonly map: DrawnMap;
}

export interface MeasuredCut {
  readonly layer: string;
  readonly convolutions: number;
  readonly receptiveField: number;
  readonly effectiveSide: number;
  readonly parameters: number;
}

const heldShare = 0.95;
const channels = 16;

const stacks: readonly Stack[] = [
  { kernel: 7, depth: 1 },
  { kernel: 3, depth: 3 },
];
const networks = [
  ['AlexNet', alexnet],
  ['VGG-16', vgg16],
] as const;

/** Random weights, as before training: gradients of the center of each map with respect to the image. */
export async function measureReceptiveFields(options: StudyOptions): Promise<ReceptiveFieldData> {
  const { budget, seed, signal, onProgress } = options;
  const setup = {
    channels,
    stackSeeds: Math.max(2, Math.round(30 * budget)),
    networkSeeds: Math.max(1, Math.round(2 * budget)),
    imagesPerSeed: 2,
  };
  const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => seed + i);
  const measuredStacks: MeasuredStack[] = [];
  for (const [i, stack] of stacks.entries()) {
    onProgress?.(`${stack.depth} of ${stack.kernel}x${stack.kernel}`, (0.1 * i) / stacks.length);
    measuredStacks.push(await measureStack(stack, seeds(setup.stackSeeds), signal));
  }
  const measuredNetworks: MeasuredNetwork[] = [];
  for (const [i, [name, build]] of networks.entries()) {
    const onShare = (share: number): void => onProgress?.(name, 0.1 + (0.9 * (i + share)) / networks.length);
    const builds = seeds(setup.networkSeeds).map(
      (one) => () => build({ head: multiClassHead(1000), seed: one }),
    );
    measuredNetworks.push(await measureNetwork(name, builds, setup.imagesPerSeed, signal, onShare));
  }
  return { ...setup, stacks: measuredStacks, networks: measuredNetworks };
}

async function measureStack(
  stack: Stack,
  seeds: readonly number[],
  signal: AbortSignal | undefined,
): Promise<MeasuredStack> {
  let [energy, weights, nonLinearities]: [EnergyMap | undefined, number, number] = [undefined, 0, 0];
  for (const seed of seeds) {
    await nextTask(signal);
    const classifier = stackNetwork({ ...stack, channels, head: multiClassHead(2), seed });
    try {
      const layers = classifier.summary();
      const convolutions = layers.filter(({ name }) => name.startsWith('conv'));
      weights = convolutions.reduce((sum, { parameters }) => sum + parameters, 0);
      nonLinearities = layers.filter(({ type }) => /relu/i.test(type)).length;
      const { inputShape } = classifier.architecture;
      energy = sum(energy, await gradientEnergy(classifier.lastConv, inputShape, 8, `stack/${seed}`));
    } finally {
      classifier.dispose();
    }
  }
  return {
    ...stack,
    receptiveField: receptiveFieldOf(stack),
    weightsPerChannelSquared: weightsPerChannelSquared(stack),
    weights,
    nonLinearities,
    expectedProfile: expectedProfile(stack),
    profile: profileOf(energy!),
    effectiveSide: sideHolding(energy!, heldShare),
    map: drawnMap(energy!, 1),
  };
}

async function measureNetwork(
  name: string,
  builds: readonly (() => ImageClassifier)[],
  images: number,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<MeasuredNetwork> {
  const energies = new Map<string, EnergyMap>();
  let about: { readonly inputSide: number; readonly cuts: Omit<MeasuredCut, 'effectiveSide'>[] } | undefined;
  for (const [s, build] of builds.entries()) {
    const classifier = build();
    try {
      const { inputShape } = classifier.architecture;
      const cuts = Object.values(classifier.taps);
      about = { inputSide: inputShape[0], cuts: cutsOf(classifier) };
      for (const [i, cut] of cuts.entries()) {
        await nextTask(signal);
        onShare((s + i / cuts.length) / builds.length);
        const energy = await gradientEnergy(cut, inputShape, images, `${name}/${s}`);
        energies.set(cut.name, sum(energies.get(cut.name), energy));
      }
    } finally {
      classifier.dispose();
    }
  }
  const { inputSide, cuts } = about!;
  return {
    name,
    inputSide,
    cuts: cuts.map((cut) => ({ ...cut, effectiveSide: sideHolding(energies.get(cut.layer)!, heldShare) })),
    map: drawnMap(energies.get(cuts.at(-1)!.layer)!, 4),
  };
}

/** What is known of each tap without a measurement. */
function cutsOf({ featureInfo, summary }: ImageClassifier): Omit<MeasuredCut, 'effectiveSide'>[] {
  const layers = summary();
  return featureInfo.map(({ name, receptiveField }) => {
    const before = layers.slice(0, layers.findIndex((layer) => layer.name === name) + 1);
    return {
      layer: name,
      convolutions: before.filter(({ macs }) => macs > 0).length,
      receptiveField: receptiveField ?? 0,
      parameters: before.reduce((total, { parameters }) => total + parameters, 0),
    };
  });
}

function sum(a: EnergyMap | undefined, b: EnergyMap): EnergyMap {
  return a === undefined ? b : { ...b, values: b.values.map((value, i) => value + a.values[i]!) };
}
