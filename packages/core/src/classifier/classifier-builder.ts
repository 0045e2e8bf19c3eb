import type {
  Architecture,
  ArchitectureDefinition,
  ArchitectureOptions,
} from '../architecture/architecture.js';
import { defineArchitecture } from '../architecture/define.js';
import type { JsonObject } from '../json.js';
import { type ClassifierOptions, createClassifier } from './create-classifier.js';
import type { ImageClassifier } from './image-classifier.js';

/** What a builder such as `resnet50` takes. */
export type BuilderOptions<O extends ArchitectureOptions = ArchitectureOptions> = O & ClassifierOptions;

/** Makes classifiers of one architecture; `architecture` gives the network without a head. */
export interface ClassifierBuilder<O extends ArchitectureOptions = ArchitectureOptions> {
  (options: BuilderOptions<O>): ImageClassifier;
  architecture(options?: O): Architecture;
}

/**
 * Turns a function from options to an architecture's definition into a builder of classifiers. `package` is
 * the npm package that exports the builder under the architecture's name, so that a model file can name it.
 */
export function classifierBuilder<O extends ArchitectureOptions = ArchitectureOptions>(
  define: (options: O) => ArchitectureDefinition,
  { package: packageName }: { package?: string } = {},
): ClassifierBuilder<O> {
  // An architecture without arguments is the paper's: every option is optional.
  const architecture = (options: O = {} as O): Architecture =>
    defineArchitecture(define(options), {
      options: recorded(options),
      ...(packageName === undefined ? {} : { package: packageName }),
    });
  const build = (options: BuilderOptions<O>): ImageClassifier =>
    createClassifier(architecture(options), options);
  return Object.assign(build, { architecture });
}

/** Options that are the classifier's, not the network's, and those that the input shape covers. */
const leftOut = new Set<string>([
  'head',
  'weights',
  'backbone',
  'preprocessing',
  'seed',
  'inputChannels',
] satisfies (keyof (ClassifierOptions & ArchitectureOptions))[]);

/** The network's options as plain JSON. */
function recorded(options: object): JsonObject {
  const own = Object.entries(options).filter(([key]) => !leftOut.has(key));
  return JSON.parse(JSON.stringify(Object.fromEntries(own)));
}

/** Whether a value, such as a module's export, is what `classifierBuilder` returns, whichever copy of this package made it. */
export function isClassifierBuilder(value: unknown): value is ClassifierBuilder {
  return typeof value === 'function' && 'architecture' in value && typeof value.architecture === 'function';
}
