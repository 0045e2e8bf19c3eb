import { randomNumbers } from './random.js';

/** How the initial values of one weight are drawn. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly std: number }
  | { readonly kind: 'uniform'; readonly limit: number };

/** What an initialization rule is told about a weight. */
export interface WeightInfo {
  /** Name of the layer that owns the weight. */
  readonly layer: string;
  readonly layerKind: 'conv' | 'dense' | 'norm' | 'other';
  /** The weight's own name: kernel, bias, gamma, beta, … */
  readonly role: string;
  readonly shape: readonly number[];
  /** Inputs that one output of the layer adds up: kernel height · width · input channels / groups. */
  readonly fanIn: number;
  /** Kernel height · width · filters; PyTorch's "fan_out". */
  readonly fanOut: number;
}

/** How an architecture's weights start. `undefined` keeps what the layer was built with. */
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

/** He et al. 2015 (https://arxiv.org/abs/1502.01852), counted over outputs: std = √(2 / fanOut). */
export function heNormal({ fanOut }: WeightInfo): Distribution {
  return normal(Math.sqrt(2 / fanOut));
}

/** PyTorch's default for the weights and biases of conv and linear layers: U(±1/√fanIn). */
export function torchDefault({ fanIn }: WeightInfo): Distribution {
  return uniform(1 / Math.sqrt(fanIn));
}

/** Draws `size` values. The same seed text gives the same values on every machine and backend. */
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
