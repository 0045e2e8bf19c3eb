import { ConvzooError, createHead, parseClassifierMetadata } from '@convzoo/core';
import { readMetadata } from '../export/metadata.js';
import { compileModel, type SessionChoices } from './compile.js';
import { type CompiledClassifier, withLabels } from './compile-classifier.js';

export interface CompileFileOptions extends SessionChoices {
  /** What errors call the file. */
  readonly name?: string;
}

/**
 * Compiles the file of a classifier, as `exportOnnx` or `quantize` wrote it: its metadata says what the scores mean
 * and what images it expects. Of a head the file has the kind and the classes; thresholds are the default.
 *
 * @throws ConvzooError `invalid-model` if the file is no ONNX model of a classifier, `runtime-unavailable` if no
 *   provider starts.
 */
export function compileFile(
  file: Uint8Array,
  { name = 'compileFile', ...choices }: CompileFileOptions = {},
): CompiledClassifier {
  const { head, classes, preprocessing } = parseClassifierMetadata(readMetadata(file));
  if (head === undefined || classes === undefined || preprocessing === undefined) {
    const unusable = Object.entries({ head, classes, preprocessing }).filter(
      ([, value]) => value === undefined,
    );
    throw new ConvzooError('invalid-model', {
      subject: name,
      expected: 'the ONNX file of a classifier, with head, classes and preprocessing in its metadata',
      found: `no usable ${unusable.map(([key]) => key).join(', ')}`,
      remedy: 'Write it with exportOnnx or `convzoo export`.',
    });
  }
  const meaning = createHead(head, classes);
  return withLabels(compileModel(file, choices), meaning, preprocessing);
}
