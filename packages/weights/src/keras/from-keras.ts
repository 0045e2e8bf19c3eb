import type { Architecture, KerasNetwork } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import { type Preprocessing, preprocessingFor } from '@convzoo/core/preprocess';
import { type HostTensor, logitsLayer, type StateDict, torchLayout } from '@convzoo/core/state-dict';
import { formatKey, groupByLayer, type LayerWeights } from './layer-weights.js';
import { namePositions } from './positions.js';

/** Epsilon of core's batch norm, which is PyTorch's. */
const torchEpsilon = 1e-5;

export interface KerasWeights {
  /** Under PyTorch's names and layouts. */
  readonly stateDict: StateDict;
  /** What the weights of Keras Applications expect of images; left out for other weights. */
  readonly preprocessing?: Preprocessing;
}

/**
 * Converts weights with Keras's names and layouts (kernels [height, width, in, out] and [in, out]) to PyTorch's, as
 * `classifier.loadStateDict` expects them. Layers are named as in `classifier.save` or, if the architecture declares
 * its counterpart, as in Keras Applications. Keys of other layers are kept, and loading reports them as unexpected.
 *
 * Keras Applications differ in more than names: the first dense layer flattens its input with channels last, so its
 * rows are reordered; convolutions before batch norms have biases, which are folded into the running means; and the
 * difference in epsilon is folded into the running variances.
 *
 * @throws ConvzooError `weights-mismatch` if a layer other than the last is missing, `invalid-weights` if two keys
 *   name the same weight, and whatever `architecture.stateDict.keras` throws.
 */
export function fromKeras(architecture: Architecture, weights: StateDict): KerasWeights {
  const { stateDict: names } = architecture;
  const layers = groupByLayer(weights);
  if (layers.has(logitsLayer) || names.keras === undefined) {
    return { stateDict: toTorch(layers, names.module) };
  }
  const network = names.keras();
  const named = namePositions(weights, network);
  const known = groupByLayer(named, (layer) => knownName(layer, network));
  requireLayers(known, network, architecture.name);
  const module = (layer: string): string | undefined => {
    const own = network.layers.get(layer)?.layer;
    return own === undefined ? undefined : names.module(own);
  };
  return {
    stateDict: toTorch(channelsFirst(foldIntoNorms(known, network), network), module),
    ...expectedInput(architecture, network),
  };
}

/** TensorFlow numbers a layer, `conv1_conv_1`, if its process has had one of the same name before. */
function knownName(layer: string, { layers }: KerasNetwork): string {
  const unnumbered = layer.replace(/_\d+$/, '');
  return !layers.has(layer) && layers.has(unnumbered) ? unnumbered : layer;
}

function requireLayers(found: LayerWeights, { layers }: KerasNetwork, model: string): void {
  const missing = [...layers].filter(([name, { layer }]) => layer !== logitsLayer && !found.has(name));
  if (missing.length === 0) return;
  const unexpected = [...found.keys()].filter((layer) => !layers.has(layer));
  throw new ConvzooError('weights-mismatch', {
    subject: 'Keras weights',
    expected: `the ${layers.size} layers of ${model} in Keras`,
    found: [
      `${missing.length} missing: ${missing.map(([name]) => name).join(', ')}`,
      ...(unexpected.length > 0 ? [`${unexpected.length} unexpected: ${unexpected.join(', ')}`] : []),
    ].join('; '),
    remedy: 'Check the model and its options.',
  });
}

/** Biases and epsilons that our batch norms lack go to their statistics: γ (x + b − μ) / √(σ² + ε) + β. */
function foldIntoNorms(layers: LayerWeights, network: KerasNetwork): LayerWeights {
  const { normAfter = (layer) => layer, epsilon = torchEpsilon } = network;
  const isNorm = (layer: string): boolean => layers.get(layer)?.has('moving_mean') ?? false;
  const biases = new Map<string, HostTensor>();
  for (const [layer, weights] of layers) {
    const bias = weights.get('bias');
    if (bias !== undefined) biases.set(normAfter(layer), bias);
  }
  const fold = (layer: string, role: string, tensor: HostTensor): HostTensor | undefined => {
    if (role === 'bias' && isNorm(normAfter(layer))) return undefined;
    if (role === 'moving_variance') return shift(tensor, () => epsilon - torchEpsilon);
    if (role === 'moving_mean')
      return shift(tensor, (channel) => -Number(biases.get(layer)?.data[channel] ?? 0));
    return tensor;
  };
  const folded = new Map<string, Map<string, HostTensor>>();
  for (const [layer, weights] of layers) {
    const kept = new Map<string, HostTensor>();
    for (const [role, tensor] of weights) {
      const value = fold(layer, role, tensor);
      if (value !== undefined) kept.set(role, value);
    }
    folded.set(layer, kept);
  }
  return folded;
}

function shift(tensor: HostTensor, by: (channel: number) => number): HostTensor {
  if (tensor.dtype !== 'float32') return tensor;
  return { ...tensor, data: tensor.data.map((value, channel) => value + by(channel)) };
}

/** Reorders the rows of the first dense kernel from [height, width, channels] to [channels, height, width]. */
function channelsFirst(layers: LayerWeights, network: KerasNetwork): LayerWeights {
  const kernels = [...network.layers].flatMap(([layer, { kind }]) => {
    const kernel = layers.get(layer)?.get('kernel');
    return kernel === undefined ? [] : [{ layer, kind, kernel }];
  });
  const channels = kernels.findLast(({ kind }) => kind === 'conv2d')?.kernel.shape.at(-1);
  const dense = kernels.find(({ kind }) => kind === 'dense');
  if (channels === undefined || dense?.kernel.dtype !== 'float32') return layers;
  const { layer, kernel } = dense;
  const [rows = 0, units = 0] = kernel.shape;
  const pixels = rows / channels;
  if (!Number.isInteger(pixels)) return layers;
  const data = new Float32Array(kernel.data.length);
  for (let row = 0; row < rows; row++) {
    const from = ((row % pixels) * channels + Math.floor(row / pixels)) * units;
    data.set(kernel.data.subarray(from, from + units), row * units);
  }
  return new Map(layers).set(layer, new Map(layers.get(layer)).set('kernel', { ...kernel, data }));
}

function toTorch(layers: LayerWeights, module: (layer: string) => string | undefined): StateDict {
  const stateDict = new Map<string, HostTensor>();
  for (const [layer, weights] of layers) {
    const name = module(layer);
    for (const [role, tensor] of weights) {
      const layout = torchLayout(role, tensor.shape);
      // A suffix is empty where the module is the tensor.
      const key =
        name === undefined ? formatKey(layer, role) : [name, layout.suffix].filter(Boolean).join('.');
      if (name === undefined || tensor.dtype !== 'float32') stateDict.set(key, tensor);
      else stateDict.set(key, { ...tensor, shape: layout.shape, data: layout.toTorch(tensor.data) });
    }
  }
  return stateDict;
}

/** The colors of Keras's weights at the architecture's input size. */
function expectedInput(
  { inputShape }: Architecture,
  { preprocessing }: KerasNetwork,
): { preprocessing?: Preprocessing } {
  if (inputShape[2] !== 3) return {};
  const { resize, crop } = preprocessingFor(inputShape);
  return { preprocessing: { ...preprocessing, resize, crop } };
}
