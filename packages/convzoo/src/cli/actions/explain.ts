import { join } from 'node:path';
import type { ConvzooError } from '@convzoo/core';
import { decodeImages, type ImageSource } from '@convzoo/data';
import { methodNamed } from '@convzoo/gradcam';
import { heatColors } from '@convzoo/gradcam/overlay';
import { useRuntime } from '@convzoo/runtime';
import { writeAtomically } from '@convzoo/weights';
import { classifierOf, cutOf } from '../../explain-image.js';
import { renderSheet } from '../../explain-sheet/sheet.js';
import { type ExplainedImage, type ExplainTask, explainFile, type OverlayFiles } from '../explain-file.js';
import { targetsOf } from '../explain-targets.js';
import { imageName, listInputs } from '../inputs.js';
import { madeBy, titleOf } from '../made-by.js';
import { afterExplanation } from '../next-steps/after-explanation.js';
import { type ModelFlags, openModel } from '../open-model.js';
import { pictureNames } from '../picture-names.js';
import type { Terminal } from '../terminal.js';

export interface ExplainFlags extends ModelFlags {
  readonly method?: readonly string[];
  readonly class?: string;
  readonly tap?: string;
  readonly out: string;
  readonly filesFrom?: string;
}

/**
 * `convzoo explain`: heat maps of the regions of an image that support a class, as PNG files and one HTML page. An
 * image that cannot be read is reported and skipped.
 *
 * @returns whether all images were explained
 */
export async function explain(
  images: readonly string[],
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<boolean> {
  const methods = (flags.method ?? ['gradcam']).map(methodNamed);
  const inputs = await listInputs(images, flags.filesFrom, terminal);
  const errors: { image: string; error: string }[] = [];
  const onError = ({ message }: ConvzooError, image: string): void => {
    errors.push({ image, error: message });
    terminal.problem(message);
  };
  for (const { error, image } of inputs.failures) onError(error, image);
  if (inputs.images.length === 0) {
    terminal.json(asJson(undefined, [], errors));
    return false;
  }
  const { signal } = terminal;
  const runtime = await useRuntime(flags.runtime ?? 'auto');
  const model = await openModel({ ...flags, runtime: runtime.name }, terminal);
  const explained: ExplainedImage[] = [];
  try {
    const classifier = classifierOf(model);
    const task: ExplainTask & OverlayFiles = {
      classifier,
      cut: cutOf(classifier, flags.tap),
      methods,
      targets: targetsOf(flags.class, classifier.head),
      folder: flags.out,
      nameOf: pictureNames(),
      signal,
    };
    const decoding = {
      signal,
      onError: (error: ConvzooError, source: ImageSource) => onError(error, imageName(source)),
    };
    for await (const { source, pixels } of decodeImages(inputs.images, decoding)) {
      const onProgress = (share: number): void =>
        terminal.progress.show({
          text: 'explaining',
          done: explained.length + share,
          total: inputs.images.length,
          unit: 'images',
        });
      explained.push(await explainFile(imageName(source), pixels, task, onProgress));
    }
    const page = join(flags.out, 'index.html');
    const sheet = renderSheet({
      model: titleOf(model.name),
      images: explained,
      colors: heatColors(),
      madeBy: madeBy(titleOf(model.name), task, runtime),
    });
    await writeAtomically(page, [new TextEncoder().encode(sheet)]);
    terminal.json(asJson(page, explained, errors));
    terminal.line(page);
    const [first] = explained;
    if (first !== undefined) {
      const isOneOfMany = classifier.head.kind === 'multi-class';
      terminal.next(afterExplanation({ ...first, image: first.name, isOneOfMany, flags }));
    }
  } finally {
    model.dispose();
  }
  return errors.length === 0;
}

/** What `--json` prints. */
function asJson(
  page: string | undefined,
  images: readonly ExplainedImage[],
  errors: readonly { image: string; error: string }[],
): object {
  return {
    page,
    images: images.map(({ name, predictions, maps }) => ({
      image: name,
      predictions,
      maps: maps.map(({ method, target, probability, maximum, file }) => ({
        method,
        target,
        probability,
        maximum,
        file,
      })),
    })),
    errors,
  };
}
