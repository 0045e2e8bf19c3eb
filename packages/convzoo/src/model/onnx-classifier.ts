import type { Head, Preprocessing } from '@convzoo/core';
import type { Engine } from './engine.js';

/** What an ONNX file holds: a network that runs, what its scores mean, and what images it expects. */
export interface OnnxClassifier {
  readonly head: Head;
  readonly preprocessing: Preprocessing;
  readonly engine: Engine;
}
