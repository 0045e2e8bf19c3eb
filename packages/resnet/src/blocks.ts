import {
  batchNorm,
  conv2d,
  identity,
  type Layer,
  mapShape,
  relu,
  residual,
  sequential,
  subsampleAndPadChannels,
  zeroInitialized,
} from '@convzoo/core/layers';

export type Variant = 'v1' | 'v1.5' | 'v2';
export type Shortcut = 'projection' | 'identity';

/** What all blocks of a network share. */
export interface BlockStyle {
  readonly variant: Variant;
  /** The shortcut where shapes change: a 1x1 convolution, or zeros for the channels that are missing. */
  readonly shortcut: Shortcut;
  /** False leaves the shortcuts out: the plain net that the paper compares with. */
  readonly residual: boolean;
  /** Starts each residual branch at zero (https://arxiv.org/abs/1706.02677). Default false. */
  readonly zeroInitResidual: boolean;
}

interface Convolution {
  readonly kernel: number;
  readonly filters: number;
  readonly stride: number;
}

/** A residual block as its convolutions; `expansion` is the block's output channels over `filters`. */
export interface Block {
  readonly expansion: number;
  readonly convolutions: (filters: number, stride: number, variant: Variant) => readonly Convolution[];
}

export const basic: Block = {
  expansion: 1,
  convolutions: (filters, stride) => [
    { kernel: 3, filters, stride },
    { kernel: 3, filters, stride: 1 },
  ],
};

/** The paper (v1) strides in the first 1x1 convolution; v1.5, and v2 here as in timm, in the 3x3. */
export const bottleneck: Block = {
  expansion: 4,
  convolutions: (filters, stride, variant) => [
    { kernel: 1, filters, stride: variant === 'v1' ? stride : 1 },
    { kernel: 3, filters, stride: variant === 'v1' ? 1 : stride },
    { kernel: 1, filters: 4 * filters, stride: 1 },
  ],
};

export function convolution(name: string, { kernel, filters, stride }: Convolution): Layer {
  return conv2d(name, { filters, kernel, stride, pad: (kernel - 1) / 2, bias: false });
}

/** Blocks of equal size; the first one changes the map's. */
export function stage(
  name: string,
  block: Block,
  count: number,
  filters: number,
  stride: number,
  style: BlockStyle,
): Layer {
  const build = style.variant === 'v2' ? preActivation : postActivation;
  const blocks = Array.from({ length: count }, (_, b) => {
    const change = { stride: b === 0 ? stride : 1, channels: filters * block.expansion };
    return build(`${name}.${b}`, block.convolutions(filters, change.stride, style.variant), change, style);
  });
  return sequential(...blocks);
}

interface Change {
  readonly stride: number;
  readonly channels: number;
}

/** He et al. 2015: convolution, norm, ReLU; the last ReLU comes after the addition. */
function postActivation(
  name: string,
  convolutions: readonly Convolution[],
  change: Change,
  style: BlockStyle,
): Layer {
  const norm = (i: number): Layer => batchNorm(`${name}.bn${i + 1}`);
  const endsInZeros = (i: number): boolean => style.zeroInitResidual && i === convolutions.length - 1;
  const branch = sequential(
    ...convolutions.flatMap((spec, i) => [
      ...(i > 0 ? [relu(`${name}.relu${i}`)] : []),
      convolution(`${name}.conv${i + 1}`, spec),
      endsInZeros(i) ? zeroInitialized(norm(i)) : norm(i),
    ]),
  );
  const shortcut: Layer = (x) => (changes(x, change) ? carryOver(name, change, style)(x) : identity(x));
  return sequential(
    style.residual ? residual(`${name}.add`, branch, shortcut) : branch,
    relu(`${name}.relu`),
  );
}

/**
 * He et al. 2016, "Identity Mappings in Deep Residual Networks": norm, ReLU, convolution, so that the
 * shortcut is an identity from end to end. Where shapes change it starts after the first norm and ReLU.
 */
function preActivation(
  name: string,
  convolutions: readonly Convolution[],
  change: Change,
  style: BlockStyle,
): Layer {
  const activate = (n: number): Layer => sequential(batchNorm(`${name}.norm${n}`), relu(`${name}.relu${n}`));
  const endsInZeros = (i: number): boolean => style.zeroInitResidual && i === convolutions.length - 1;
  const branch = sequential(
    ...convolutions.flatMap((spec, i) => {
      const conv = convolution(`${name}.conv${i + 1}`, spec);
      return [...(i > 0 ? [activate(i + 1)] : []), endsInZeros(i) ? zeroInitialized(conv) : conv];
    }),
  );
  return (x) => {
    const activated = activate(1)(x);
    if (!style.residual) return branch(activated);
    const shortcut = changes(x, change) ? carryOver(name, change, style)(activated) : x;
    return residual(`${name}.add`, branch, () => shortcut)(activated);
  };
}

function changes(x: Parameters<Layer>[0], { stride, channels }: Change): boolean {
  return stride !== 1 || mapShape(x)[2] !== channels;
}

/** The shortcut where shapes change: option B of the paper, a projection, or option A, zeros. */
function carryOver(name: string, { stride, channels }: Change, { shortcut, variant }: BlockStyle): Layer {
  if (shortcut === 'identity') return subsampleAndPadChannels(`${name}.downsample`, { stride, channels });
  const projection = { kernel: 1, filters: channels, stride };
  return variant === 'v2'
    ? convolution(`${name}.downsample.conv`, projection)
    : sequential(convolution(`${name}.downsample.0`, projection), batchNorm(`${name}.downsample.1`));
}
