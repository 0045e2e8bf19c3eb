import { type Classifier, ConvzooError } from '@convzoo/core';
import { fileError } from '@convzoo/core/errors';
import { compile } from '@convzoo/onnx';
import type { GivenFile } from './paths.js';

/**
 * The classifier in the bytes of an ONNX file.
 *
 * @throws ConvzooError what `compile` throws; `invalid-model` if the file says nothing of a classifier
 */
export async function compiledFile(bytes: Uint8Array, name: string): Promise<Classifier> {
  const compiled = await compile(bytes, { name }).catch((error: unknown) => {
    if (!ConvzooError.isInstance(error)) throw error;
    const { code, expected, found, remedy } = error;
    const parts = { subject: name, expected, found, cause: error };
    throw new ConvzooError(code, remedy === undefined ? parts : { ...parts, remedy });
  });
  if (compiled.head !== undefined) return compiled;
  compiled.dispose();
  throw new ConvzooError('invalid-model', {
    subject: name,
    expected: 'the ONNX file of a classifier, with a model description in its metadata',
    found: 'no model description',
    remedy: 'Write the file with exportOnnx or `convzoo export`.',
  });
}

/**
 * The bytes of an ONNX file that is given as such, or by its address.
 *
 * @throws ConvzooError `file-error` if it cannot be fetched
 */
export async function givenBytes(source: string | GivenFile, name: string): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  const expected = 'an ONNX file that can be fetched';
  const response = await fetch(source).catch((cause: unknown) => {
    throw fileError(name, expected, cause);
  });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new ConvzooError('file-error', {
    subject: name,
    expected,
    found: `HTTP status ${response.status}`,
  });
}
