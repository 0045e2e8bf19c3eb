import { ConvzooError, type Head, type HeadKind, headOfKind, type Preprocessing } from '@convzoo/core';
import { readMetadata } from '../model/metadata.js';
import { compileModel, type SessionChoices } from './compile.js';
import { type CompiledClassifier, withLabels } from './compile-classifier.js';

export interface CompileFileOptions extends SessionChoices {
  /** What errors call the file. */
  readonly name?: string;
}

/**
 * Compiles the file of a classifier, as `exportOnnx` or `quantise` wrote it: its metadata says what the scores mean
 * and what images it expects. Of a head the file has the kind and the classes; thresholds are the default.
 *
 * @throws ConvzooError `invalid-model` if the file is no ONNX model of a classifier, `runtime-unavailable` if no
 *   provider starts.
 */
export function compileFile(
  file: Uint8Array,
  { name = 'compileFile', ...choices }: CompileFileOptions = {},
): CompiledClassifier {
  const { head, preprocessing } = describedClassifier(readMetadata(file), name);
  const compiled = compileModel(file, choices);
  return withLabels(compiled, head, preprocessing);
}

function describedClassifier(
  metadata: Readonly<Record<string, string>>,
  subject: string,
): {
  readonly head: Head;
  readonly preprocessing: Preprocessing;
} {
  const [kind, classes, preprocessing] = ['head', 'classes', 'preprocessing'].map((key) =>
    parsed(metadata[key]),
  );
  if (isKind(kind) && isNames(classes) && typeof preprocessing === 'object' && preprocessing !== null) {
    // Core checks the fields when it preprocesses the first image.
    return { head: headOfKind(kind, classes), preprocessing: preprocessing as Preprocessing };
  }
  throw new ConvzooError('invalid-model', {
    subject,
    expected: 'the ONNX file of a classifier, with head, classes and preprocessing in its metadata',
    found: `metadata ${Object.keys(metadata).join(', ') || 'without a key'}`,
    remedy: 'Write it with exportOnnx or `convzoo export`.',
  });
}

const kinds: readonly unknown[] = ['single-class', 'multi-class', 'multi-label'] satisfies HeadKind[];
const isKind = (value: unknown): value is HeadKind => kinds.includes(value);

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
