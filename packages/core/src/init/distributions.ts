import { randomNumbers } from '../random.js';

/** The distribution of the initial values of one weight. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly std: number }
  | { readonly kind: 'uniform'; readonly limit: number };

/** Weight metadata passed to an initialization rule. */
export interface WeightInfo {
  /** Name of the layer that owns the weight. */
  readonly layer: string;
  readonly layerKind: 'conv' | 'dense' | 'norm';
  /** The weight's own name: kernel, bias, gamma, beta, … */
  readonly role: string;
  readonly shape: readonly number[];
  /**
   * Number of inputs to one output of the layer, "fan in": kernel height · width · input channels / groups.
   */
  readonly fanIn: number;
  /** Kernel height · width · filters; PyTorch's "fan_out". */
  readonly fanOut: number;
}

/**
 * An architecture's rule for initial weights. `undefined` keeps the values that the layer was built with:
 * kernels and biases of 0, norms with gamma 1, beta 0, mean 0 and variance 1.
 */
export type Initialize = (weight: WeightInfo) => Distribution | undefined;

export function constant(value: number): Distribution {
  return { kind: 'constant', value };
}

/** Normal with mean 0. Not truncated, unlike TensorFlow's. */
export function normal(std: number): Distribution {
  return { kind: 'normal', std };
}

/** Uniform in [-limit, limit). */
export function uniform(limit: number): Distribution {
  return { kind: 'uniform', limit };
}

/**
 * He et al. 2015 (https://arxiv.org/abs/1502.01852) in "fan out" mode: kernels of convolutions and dense
 * layers are normal with std = √(2 / fanOut), their biases 0. Norms are left alone.
 */
export function heNormal({ layerKind, role, fanOut }: WeightInfo): Distribution | undefined {
  if (layerKind === 'norm') return undefined;
  return role === 'bias' ? constant(0) : normal(Math.sqrt(2 / fanOut));
}

/**
 * PyTorch's default for kernels and biases of convolutions and dense layers: U(±1/√fanIn). Norms are left
 * alone.
 */
export function torchDefault({ layerKind, fanIn }: WeightInfo): Distribution | undefined {
  return layerKind === 'norm' ? undefined : uniform(1 / Math.sqrt(fanIn));
}

/** torchvision's usual choice: `heNormal` for convolutions, `torchDefault` for dense layers. */
export function defaultInitialize(weight: WeightInfo): Distribution | undefined {
  return weight.layerKind === 'conv' ? heNormal(weight) : torchDefault(weight);
}

/** Draws `size` values. The same seed gives the same values on every machine and backend. */
export function draw(distribution: Distribution, size: number, seed: string): Float32Array {
  const values = new Float32Array(size);
  if (distribution.kind === 'constant') return values.fill(distribution.value);
  const next = randomNumbers(seed);
  if (distribution.kind === 'uniform') {
    return values.map(() => (2 * next() - 1) * distribution.limit);
  }
  // Box and Muller's transform gives two independent normal values at a time.
  for (let i = 0; i < size; i += 2) {
    const radius = distribution.std * Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < size) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
