import type { backend_util } from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import { BLOCKED_DOMAIN } from '../runtime/blocked-layout.js';
import { fromBlocks, toBlocks } from './blocks.js';
import { table } from './constants.js';
import { windowOf } from './images.js';
import { NCHW_TO_NHWC } from './permutations.js';
import { padAsGiven, reshape } from './shaping.js';
import { unfoldedPixels } from './unfolded-pixels.js';

type Info = backend_util.Conv2DInfo;

/**
 * Gradient of a convolution with respect to its filter, on blocks, undefined if batch or output channels do not divide into them.
 *
 * The product of the unfolded input with `dy` is a 1x1 convolution that sums over the positions of all images as if they
 * were channels. With the images of a batch as its blocks nothing has to be packed, which makes it a sixth faster
 * than ONNX Runtime's matrix product.
 *
 * @param x `[batch, rows, columns, in]`
 * @param dy `[batch, rows, columns, out]`
 * @returns `[height, width, in, out]`
 */
export function blockedFilterGradient(
  g: Recorder,
  x: Value,
  dy: Value,
  info: Info,
  block: number,
): Value | undefined {
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth } = info;
  if ([batchSize, outChannels].some((size) => size % block !== 0)) return undefined;
  const positions = batchSize * info.outHeight * info.outWidth;
  const patch = filterHeight * filterWidth * inChannels;
  const image = reshape(g, unfold(g, x, info, block), [1, positions, patch, 1]);
  const filter = reshape(g, positionsByChannels(g, dy, block), [outChannels, positions, 1, 1]);
  const attributes = { kernel_shape: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
  const type = { dtype: x.dtype, shape: [1, outChannels, patch, 1] };
  const product = g.emit('Conv', [image, filter], type, { attributes, domain: BLOCKED_DOMAIN });
  return reshape(g, fromBlocks(g, product, NCHW_TO_NHWC), [
    filterHeight,
    filterWidth,
    inChannels,
    outChannels,
  ]);
}

/** The pixels under each position of the filter: `[batch / block, positions, taps, in, block of batch]`. */
function unfold(g: Recorder, x: Value, info: Info, block: number): Value {
  const { kernel, strides, dilations, pads } = windowOf(info);
  const { batchSize, inChannels, outHeight, outWidth } = info;
  const padded = padAsGiven(g, x, [0, pads[0], pads[1], 0], [0, pads[2], pads[3], 0]);
  const [, height = 1, width = 1] = padded.shape;
  // The images of a block as channels, their numbers as pixels.
  const images = reshape(g, padded, [batchSize / block, block, height * width * inChannels, 1]);
  const blocked = g.emit('ReorderInput', [images], images, { domain: BLOCKED_DOMAIN });
  const count = outHeight * outWidth * kernel[0] * kernel[1];
  if (count === height * width && kernel[0] * kernel[1] === 1) return blocked;

  const pixel = inChannels * block;
  const run = RUNS.find((length) => pixel % length === 0) ?? pixel;
  const runs = pixel / run;
  const pixels = reshape(g, blocked, [batchSize / block, height * width * runs, run]);
  const name = `unfold ${[width, outHeight, outWidth, kernel, strides, dilations]} in ${runs}`;
  const indices = table(name, [count * runs], () => {
    const whole = unfoldedPixels(info, width);
    return Int32Array.from(
      { length: count * runs },
      (_, i) => whole[Math.floor(i / runs)]! * runs + (i % runs),
    );
  });
  const type = { dtype: x.dtype, shape: [batchSize / block, count * runs, run] };
  return g.emit('Gather', [pixels, indices], type, { attributes: { axis: 1 } });
}

/** Elements that a Gather copies at once: more than these take the C library's way for large copies, slower here. */
const RUNS = [128, 64, 32];

/** `[out / block, batch / block, positions, block of batch, block of out]` */
function positionsByChannels(g: Recorder, dy: Value, block: number): Value {
  const [batch = 1, rows = 1, columns = 1, channels = 1] = dy.shape;
  const [positions, runs] = [rows * columns, channels / block];
  const pixels = reshape(g, toBlocks(g, dy), [batch * runs * positions, block]);
  const order = table(`positions ${[batch, runs, positions, block]}`, [batch * runs * positions], () => {
    const index = new Int32Array(batch * runs * positions);
    let next = 0;
    for (let run = 0; run < runs; run++) {
      for (let first = 0; first < batch; first += block) {
        for (let position = 0; position < positions; position++) {
          for (let image = first; image < first + block; image++) {
            index[next++] = (image * runs + run) * positions + position;
          }
        }
      }
    }
    return index;
  });
  return g.emit('Gather', [pixels, order], pixels, { attributes: { axis: 0 } });
}
