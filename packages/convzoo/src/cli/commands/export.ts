import { writeFile } from 'node:fs/promises';
import type { ImageClassifier } from '@convzoo/core';
import { fileError } from '@convzoo/core/errors';
import { listImages, preprocessImages } from '@convzoo/data';
import { exportOnnx, quantize } from '@convzoo/onnx';
import { useRuntime } from '@convzoo/runtime';
import { onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import { type ClassifierFlags, loadClassifier } from '../load-classifier.js';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';
import { wrong } from '../zoo.js';

export interface ExportFlags extends ClassifierFlags {
  out: string;
  int8?: boolean;
  calibration?: string;
  runtime?: string;
}

/** `convzoo export`: a classifier as an ONNX file, in float or in int8. */
export async function exportCommand(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const { out, int8 = false, calibration } = flags;
  if (int8 && calibration === undefined)
    throw wrong('--calibration', 'images to calibrate int8 with', 'nothing');
  await useRuntime(flags.runtime ?? 'auto', { adapters: [onnxRuntime] });
  const classifier = await loadClassifier(flags, terminal);
  try {
    const bytes =
      calibration !== undefined && int8
        ? await inInt8(classifier, calibration, terminal)
        : await exportOnnx(classifier);
    await writeFile(out, bytes).catch((cause) => {
      throw fileError(out, 'a file that can be written', cause);
    });
    terminal.out(`${out}: ${(bytes.length / 1e6).toFixed(1)} MB\n`);
  } finally {
    classifier.dispose();
  }
}

/** How many images a calibration reads at most: more change the ranges little. */
const calibrationImages = 200;

async function inInt8(classifier: ImageClassifier, folder: string, terminal: Terminal): Promise<Uint8Array> {
  const paths = (await listImages(folder)).slice(0, calibrationImages);
  const images: Float32Array[] = [];
  for await (const { input } of preprocessImages(paths, classifier.preprocessing, {
    signal: terminal.signal,
  })) {
    images.push(input);
  }
  const { report, encode } = await quantize(classifier, { calibration: images });
  const worst = [...report.layers].sort((a, b) => a.decibels - b.decibels).slice(0, 5);
  terminal.err(
    `${formatTable(
      ['layers with the most quantization noise', 'signal to noise'],
      worst.map(({ layer, decibels }) => [layer, `${decibels.toFixed(1)} dB`]),
    )}\nthe same class as float for ${(100 * report.top1Agreement).toFixed(1)} % of ${report.images} images, mean cosine ${report.cosine.toFixed(5)}\n`,
  );
  return encode();
}
