/** onnxruntime-node alone, on a file: `ort.mjs <file> <batch>`. */
import * as ort from 'onnxruntime-node';
import { serve } from './serve.mjs';

const [file, batch] = process.argv.slice(2);
const session = await ort.InferenceSession.create(file);
const size = Number(batch) * 3 * 224 * 224;
const images = new ort.Tensor('float32', Float32Array.from({ length: size }, Math.random), [
  Number(batch),
  3,
  224,
  224,
]);
await serve(() => session.run({ [session.inputNames[0]]: images }));
