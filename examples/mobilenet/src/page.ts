import { multiClassHead } from '@convzoo/core';
import { relativeError } from '@convzoo/core/testing';
import { compile } from '@convzoo/onnx';
import { useRuntime } from '@convzoo/runtime';
import { mobilenetV2 } from './mobilenet.js';

/** How far the logits of MobileNetV2 on onnxruntime-web are from those of TF.js, relative to the largest. */
export async function compiledError(): Promise<number> {
  await useRuntime('wasm');
  const net = mobilenetV2({ head: multiClassHead(10), width: 0.5, inputShape: [128, 128], seed: 1 });
  const compiled = await compile(net, { providers: ['wasm'] });
  const images = Float32Array.from({ length: 2 * 128 * 128 * 3 }, (_, i) => Math.sin(i));
  const error = relativeError(await compiled.logits(images), await net.logits(images));
  compiled.dispose();
  net.dispose();
  return error;
}
