import type { Architecture, ClassifierBuilder } from '@convzoo/core';
import { loadModel } from '@convzoo/weights';
import { kindOfPath } from '#platform';
import { refuseContradictions } from './model/contradictions.js';
import { undescribed } from './model/mismatch.js';
import { onlyRuns } from './model/model.js';
import { parseReference } from './model/reference.js';
import { allArchitectures, loadBuilder } from './registry/load-builder.js';
import { describedBuilder, exportedBuilder } from './registry/open-builder.js';
import { checkChoices, models } from './registry/registry.js';

/** A network without weights, and the number of classes that it has or was published with. */
export interface OpenedArchitecture {
  readonly builder: ClassifierBuilder;
  readonly architecture: Architecture;
  readonly classes: number;
}

/** Classes of ImageNet-1k, on which networks for large images are published. */
const imagenet = 1000;

/**
 * The network that a name stands for, as `pretrained` takes it, without its weights.
 *
 * @throws ConvzooError as `pretrained`
 */
export async function openArchitecture(
  reference: string,
  options: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<OpenedArchitecture> {
  const parsed = parseReference(reference, await kindOfPath(reference));
  if (parsed.kind === 'onnx') throw onlyRuns(reference);
  if (parsed.kind !== 'weights') {
    const isOurs = parsed.kind === 'network';
    const builder = isOurs
      ? await loadBuilder(parsed.name)
      : await exportedBuilder(parsed.specifier, parsed.name);
    if (isOurs) checkChoices(parsed.name, options);
    const architecture = builder.architecture(options);
    const classes = models.find(({ name }) => name === architecture.name)?.classes ?? imagenet;
    return { builder, architecture, classes };
  }
  const architectures = await allArchitectures();
  const { description, stateDict } = await loadModel(parsed.source, {
    architectures,
    ...(signal === undefined ? {} : { signal }),
  });
  if (description === undefined) throw await undescribed(reference, stateDict);
  const builder = await describedBuilder(description);
  checkChoices(description.architecture.name, options);
  refuseContradictions(builder, description, { architecture: options }, reference);
  const architecture = builder.architecture({ ...description.architecture.options, ...options });
  return { builder, architecture, classes: description.head.classes.length };
}
