import { basename, dirname, join } from 'node:path';
import type { ImageClassifier } from '@convzoo/core';
import { listImages, preprocessImages } from '@convzoo/data';
import { exportOnnx, quantize } from '@convzoo/onnx';
import { writeAtomically } from '@convzoo/weights';
import { classifierOf } from '../../explain-image.js';
import type { Model } from '../../model/model.js';
import { pretrained } from '../../pretrained.js';
import { splitForCalibration } from '../calibration.js';
import { classifyFiles } from '../classify-files.js';
import { defaultBatch } from '../defaults.js';
import { type ModelFlags, openModel } from '../open-model.js';
import type { Terminal } from '../terminal.js';
import { writeTritonModel } from '../triton-model.js';
import { wrong } from '../wrong.js';

export interface ExportFlags extends ModelFlags {
  readonly out?: string;
  /** Folder of the model in a Triton model repository. */
  readonly triton?: string;
  readonly int8?: boolean;
  readonly calibration?: string;
  /** Folder from which PyTorch goes on with a training run. */
  readonly torch?: string;
  /** Of that run. */
  readonly epochs?: number;
}

/** `convzoo export`: a model as an ONNX file, in float or in int8, alone or in a Triton model repository. */
export async function exportModel(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const { triton, int8 = false, calibration, epochs } = flags;
  if (epochs !== undefined) throw wrong('--epochs', 'it beside --torch only', `${epochs}`);
  if ((flags.out === undefined) === (triton === undefined)) {
    throw wrong(
      '--out',
      'a file to write, or --triton with a folder',
      triton === undefined ? 'nothing' : 'both',
    );
  }
  if (int8 !== (calibration !== undefined)) {
    throw int8
      ? wrong('--calibration', 'images to calibrate int8 with', 'nothing')
      : wrong('--calibration', 'it only together with --int8', `${calibration}`);
  }
  const split = calibration === undefined ? undefined : splitForCalibration(await listImages(calibration));
  const model = await openModel(flags, terminal, defaultBatch);
  try {
    const classifier = classifierOf(model);
    const bytes =
      split === undefined
        ? await exportOnnx(classifier)
        : await quantized(classifier, split.calibration, terminal);
    const out = triton === undefined ? flags.out! : join(triton, '1/model.onnx');
    if (triton === undefined) await writeAtomically(out, [bytes]);
    else await writeTritonModel(triton, classifier, bytes);
    const comparison = split && (await compare(model, out, split.measured, terminal));
    terminal.json({ file: out, bytes: bytes.length, ...comparison });
    terminal.line(`${out}: ${(bytes.length / 1e6).toFixed(1)} MB`);
    terminal.next([`convzoo classify photo.jpg --model ${out}`, 'classify with the file']);
  } finally {
    model.dispose();
  }
}

/** A network in int8, its ranges taken from some images. Names the layers that lose most. */
async function quantized(
  classifier: ImageClassifier,
  paths: readonly string[],
  terminal: Terminal,
): Promise<Uint8Array> {
  const { signal } = terminal;
  const calibration: Float32Array[] = [];
  for await (const { input } of preprocessImages(paths, classifier.preprocessing, { signal })) {
    calibration.push(input);
    terminal.progress.show({
      text: 'calibrating',
      done: calibration.length,
      total: paths.length,
      unit: 'images',
    });
  }
  const { report, encode } = await quantize(classifier, { calibration });
  const worst = [...report.layers].sort((a, b) => a.decibels - b.decibels).slice(0, 5);
  terminal.details(
    ['layers with the most quantization noise', 'signal to noise'],
    worst.map(({ layer, decibels }) => [layer, `${decibels.toFixed(1)} dB`]),
  );
  return encode();
}

/** How float and int8 compare on images that int8 was not calibrated with; accuracy where folders name classes. */
interface Comparison {
  readonly images: number;
  readonly agreement: number;
  readonly accuracy?: { readonly float32: number; readonly int8: number };
}

/** Compares int8 with float, and says how often they agree and how often they are right. */
async function compare(
  float: Model,
  file: string,
  paths: readonly string[],
  terminal: Terminal,
): Promise<Comparison> {
  const int8 = await pretrained(file, { signal: terminal.signal });
  try {
    const [expected, found] = [
      await bestLabels(float, paths, terminal),
      await bestLabels(int8, paths, terminal),
    ];
    const images = paths.length;
    const agreement = shareOf(expected, found);
    terminal.note(
      `int8 agrees with float on ${percent(agreement)} of ${images} images not used for calibration`,
    );
    const truths = paths.map((path) => basename(dirname(path)));
    if (!truths.every((truth) => float.head.classes.includes(truth))) return { images, agreement };
    const accuracy = { float32: shareOf(expected, truths), int8: shareOf(found, truths) };
    terminal.note(`accuracy on them: float ${percent(accuracy.float32)}, int8 ${percent(accuracy.int8)}`);
    return { images, agreement, accuracy };
  } finally {
    int8.dispose();
  }
}

/** The share of labels that are the same in both lists. */
function shareOf(labels: readonly string[], others: readonly string[]): number {
  return labels.filter((label, i) => label === others[i]).length / labels.length;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

async function bestLabels(model: Model, paths: readonly string[], terminal: Terminal): Promise<string[]> {
  const labels: string[] = [];
  const options = {
    batch: defaultBatch,
    decoding: { top: 1 },
    signal: terminal.signal,
    onError: (error: Error) => {
      throw error;
    },
  };
  for await (const group of classifyFiles(model, paths, options)) {
    labels.push(...group.map(({ predictions }) => predictions[0]?.label ?? ''));
    terminal.progress.show({ text: 'comparing', done: labels.length, total: paths.length, unit: 'images' });
  }
  return labels;
}
