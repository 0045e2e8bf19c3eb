import { ConvzooError, describedHead, parseModelDescription } from '@convzoo/core';
import { readMetadata } from '../export/metadata.js';
import { compileModel, type SessionChoices } from './compile.js';
import { type CompiledClassifier, withLabels } from './compile-classifier.js';

export interface CompileFileOptions extends SessionChoices {
  /** What errors call the file. */
  readonly name?: string;
}

/**
 * Compiles the file of a classifier, as `exportOnnx` or `quantize` wrote it. The model description in its metadata
 * says what the scores mean and what images it expects.
 *
 * @throws ConvzooError `invalid-model` if the file has no model description, `invalid-weights` if the description is
 *   not valid, `runtime-unavailable` if no provider starts.
 */
export function compileFile(
  file: Uint8Array,
  { name = 'compileFile', ...choices }: CompileFileOptions = {},
): CompiledClassifier {
  const description = parseModelDescription(readMetadata(file), name);
  if (description === undefined) {
    throw new ConvzooError('invalid-model', {
      subject: name,
      expected: 'the ONNX file of a classifier, with a model description in its metadata',
      found: 'no model description',
      remedy: 'Write the file with exportOnnx or `convzoo export`.',
    });
  }
  return withLabels(compileModel(file, choices), describedHead(description), description.preprocessing);
}
