import { type Classifier, ConvzooError } from '@convzoo/core';
import { readBytes } from '#platform';
import type { GivenFile } from '../paths.js';

/**
 * The classifier in an ONNX file that convzoo wrote, on ONNX Runtime, which is loaded now.
 *
 * @throws ConvzooError `file-error` if it cannot be read, `invalid-model` if the file says nothing of a classifier,
 * `missing-package` or `runtime-unavailable` without ONNX Runtime
 */
export async function openOnnxFile(source: string | GivenFile, name: string): Promise<Classifier> {
  const bytes = await bytesOf(source);
  const { compile } = await import('@convzoo/onnx');
  const compiled = await compile(bytes, { name }).catch((error: unknown) => {
    if (!ConvzooError.isInstance(error) || error.code !== 'invalid-model') throw error;
    const { code, expected, found } = error;
    throw new ConvzooError(code, { subject: name, expected, found, cause: error });
  });
  if (compiled.head === undefined) {
    compiled.dispose();
    throw new ConvzooError('invalid-model', {
      subject: name,
      expected: 'the ONNX file of a classifier, with a model description in its metadata',
      found: 'no model description',
      remedy: 'Write the file with exportOnnx or `convzoo export`.',
    });
  }
  return compiled;
}

async function bytesOf(source: string | GivenFile): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  return await readBytes(source);
}
