import { join } from 'node:path';
import type { ConvzooError, Cut, Head, ImageClassifier } from '@convzoo/core';
import { type Pixels, preprocess, resizeAndCrop } from '@convzoo/core/preprocess';
import { decodeImages } from '@convzoo/data';
import {
  type ExplainTargetsOptions,
  type Explanation,
  explainTargets,
  type Method,
  methodNamed,
  topClasses,
} from '@convzoo/gradcam';
import { encodePng, htmlSheet, overlay, type SheetImage } from '@convzoo/gradcam/overlay';
import { writeAtomically } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { classifierOf, cutOf } from '../../explain-image.js';
import { type AddCommand, examples } from '../command.js';
import { list } from '../flags.js';
import { listInputs } from '../inputs.js';
import { withModel } from '../model-options.js';
import { type ModelFlags, openModel } from '../open-model.js';
import { pictureNames } from '../picture-names.js';
import type { Terminal } from '../terminal.js';
import { wrong } from '../wrong.js';

export interface ExplainFlags extends ModelFlags {
  readonly method?: readonly string[];
  readonly class?: string;
  readonly tap?: string;
  readonly out: string;
}

/**
 * `convzoo explain`: heatmaps of the regions of an image that speak for a class, as PNG files and one HTML sheet. An
 * image that cannot be read is reported and left out.
 *
 * @returns whether all of them were explained
 */
export async function explain(
  images: readonly string[],
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<boolean> {
  const methods = (flags.method ?? ['gradcam']).map(methodNamed);
  const { paths, failures } = await listInputs(images);
  let failed = 0;
  const onError = ({ message }: ConvzooError): void => {
    failed++;
    terminal.note(message);
  };
  for (const { error } of failures) onError(error);
  if (paths.length === 0) return false;
  const model = await openModel(flags, terminal);
  const sheet: SheetImage[] = [];
  const { signal } = terminal;
  try {
    const classifier = classifierOf(model);
    const task: Task = {
      classifier,
      cut: cutOf(classifier, flags.tap),
      methods,
      targets: targetsOf(flags.class, classifier.head),
      folder: flags.out,
      nameOf: pictureNames(),
      signal,
    };
    for await (const { source, pixels } of decodeImages(paths, { signal, onError })) {
      sheet.push(
        await explainFile(source, pixels, task, (share) =>
          terminal.status(`${sheet.length + 1} of ${paths.length} images, ${Math.floor(100 * share)} %`),
        ),
      );
    }
  } finally {
    model.dispose();
  }
  const page = join(flags.out, 'index.html');
  await writeFile(page, htmlSheet({ title: `${model.name} explained`, images: sheet }));
  terminal.line(page);
  return failed === 0;
}

interface Task {
  readonly classifier: ImageClassifier;
  readonly cut: Cut;
  readonly methods: readonly Method[];
  readonly targets: Pick<ExplainTargetsOptions, 'targets'>;
  readonly folder: string;
  readonly nameOf: ReturnType<typeof pictureNames>;
  readonly signal: AbortSignal;
}

/** Writes an image's overlays, and returns its part of the sheet. */
async function explainFile(
  path: string,
  pixels: Pixels,
  { classifier, cut, methods, targets, folder, nameOf, signal }: Task,
  onProgress: (share: number) => void,
): Promise<SheetImage> {
  const { preprocessing, architecture, head } = classifier;
  // What the network sees: the resized and cropped image, which heatmaps match.
  const seen = resizeAndCrop(pixels, preprocessing);
  const x = tf.tensor4d(preprocess(pixels, preprocessing), [1, ...architecture.inputShape]);
  const maps: SheetImage['maps'][number][] = [];
  try {
    for (const [i, method] of methods.entries()) {
      const [explanations = []] = await explainTargets(cut, x, {
        method,
        ...targets,
        signal,
        onProgress: (share) => onProgress((i + share) / methods.length),
      });
      for (const explanation of explanations) {
        const png = encodePng(overlay(seen, explanation.map));
        const { label } = explanation.target;
        await writeFile(join(folder, nameOf(path, method.name, label)), png);
        maps.push({ method: method.name, target: label, png, note: noteOf(explanation) });
      }
    }
  } finally {
    x.dispose();
  }
  const predictions = await classifier.classify(pixels, { top: Math.min(5, head.units) });
  return { name: path, png: encodePng(seen), predictions, maps };
}

function noteOf({ score, degenerate }: Explanation): string {
  return `score ${score.toFixed(2)}${degenerate ? ', no evidence for it' : ''}`;
}

/** Classes by name or index, `top3`, or by default the prediction. A class may have a comma in its name. */
function targetsOf(text: string | undefined, { classes }: Head): Pick<ExplainTargetsOptions, 'targets'> {
  if (text === undefined) return {};
  if (classes.includes(text)) return { targets: [text] };
  const top = /^top([1-9]\d*)$/.exec(text);
  return { targets: top === null ? namesIn(text) : topClasses(Number(top[1])) };
}

function namesIn(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw wrong('--class', 'names separated by commas', `"${text}"`);
  return names;
}

async function writeFile(path: string, content: string | Uint8Array): Promise<void> {
  await writeAtomically(path, [typeof content === 'string' ? new TextEncoder().encode(content) : content]);
}

/** Adds `convzoo explain`. */
export const addExplain: AddCommand = (program, { terminal, exit }) => {
  withModel(program.command('explain'))
    .description('show which regions of an image speak for a class, as heat maps')
    .argument('<image...>', 'files, folders or globs')
    .option('--method <names>', 'gradcam, layercam, scorecam, …, separated by commas', list)
    .option('--class <names>', 'classes by name or index, separated by commas, or top3 (default: predicted)')
    .option('--tap <layer>', 'layer to explain (default: the last convolution)')
    .option('--out <folder>', 'folder for the pictures and index.html', 'explained')
    .addHelpText(
      'after',
      examples(
        ['convzoo explain cat.jpg', 'Grad-CAM of the predicted class'],
        ['convzoo explain cat.jpg --class top3 --method gradcam,layercam', 'three classes, two methods'],
        ['convzoo explain photos/ --model run --out why', 'a model that you trained'],
      ),
    )
    .action(async (images, flags) => exit((await explain(images, flags, terminal)) ? 0 : 1));
};
