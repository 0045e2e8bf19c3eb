import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Cut, ImageClassifier } from '@convzoo/core';
import { fileError } from '@convzoo/core/errors';
import { type Pixels, preprocess, resizeAndCrop } from '@convzoo/core/preprocess';
import { decodeImages, listImages } from '@convzoo/data';
import {
  type ExplainTargetsOptions,
  type Explanation,
  explainTargets,
  type Method,
  methodNamed,
  topClasses,
} from '@convzoo/gradcam';
import { encodePng, htmlSheet, overlay, type SheetImage } from '@convzoo/gradcam/overlay';
import { useRuntime } from '@convzoo/runtime';
import { onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs-core';
import { type ClassifierFlags, loadClassifier } from '../load-classifier.js';
import { progressBar } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { wrong } from '../zoo.js';

export interface ExplainFlags extends ClassifierFlags {
  method?: string;
  class?: string;
  tap?: string;
  out?: string;
  runtime?: string;
}

/**
 * `convzoo explain`: heatmaps of what in an image speaks for a class, as PNG files and one HTML sheet. An
 * image that can't be read is reported and left out. Returns whether all of them were explained.
 */
export async function explain(
  inputs: readonly string[],
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<boolean> {
  const chosen = (flags.method ?? 'gradcam').split(',').map(methodNamed);
  const out = flags.out ?? 'explained';
  const paths = await listImages(inputs);
  await useRuntime(flags.runtime ?? 'auto', { adapters: [onnxRuntime] });
  const classifier = await loadClassifier(flags, terminal);
  const bar = progressBar(terminal, 'heatmaps', 'heatmaps');
  const sheet: SheetImage[] = [];
  let failed = false;
  try {
    const cut = flags.tap === undefined ? classifier.lastConv : tapNamed(classifier, flags.tap);
    await makeFolder(out);
    const images = decodeImages(paths, {
      signal: terminal.signal,
      onError: ({ message }) => {
        failed = true;
        terminal.err(`convzoo: ${message}\n`);
      },
    });
    for await (const { source, pixels } of images) {
      const work = (method: number) => ({
        signal: terminal.signal,
        onProgress: (fraction: number) =>
          bar.update(sheet.length * chosen.length + method + fraction, paths.length * chosen.length),
      });
      sheet.push(
        await explainImage(source, pixels, {
          classifier,
          cut,
          chosen,
          targets: targetsOf(flags.class),
          out,
          work,
        }),
      );
    }
  } finally {
    bar.stop();
    classifier.dispose();
  }
  const page = join(out, 'index.html');
  await writeOut(page, htmlSheet({ title: `${flags.model} explained`, images: sheet }));
  terminal.out(`${page}\n`);
  return !failed;
}

interface Task {
  classifier: ImageClassifier;
  cut: Cut;
  chosen: readonly Method[];
  targets: Pick<ExplainTargetsOptions, 'targets'>;
  out: string;
  work: (method: number) => { signal: AbortSignal; onProgress: (fraction: number) => void };
}

/** Writes an image's overlays, and gives its part of the sheet. */
async function explainImage(path: string, pixels: Pixels, task: Task): Promise<SheetImage> {
  const { classifier, cut, chosen, targets, out, work } = task;
  const { preprocessing, architecture, head } = classifier;
  // What the network looks at: the resized and cropped image, on which heatmaps lie in place.
  const seen = resizeAndCrop(pixels, preprocessing);
  const x = tf.tensor4d(preprocess(pixels, preprocessing), [1, ...architecture.inputShape]);
  const maps: SheetImage['maps'][number][] = [];
  try {
    for (const [i, method] of chosen.entries()) {
      const [explanations = []] = await explainTargets(cut, x, { method, ...targets, ...work(i) });
      for (const explanation of explanations) {
        const png = encodePng(overlay(seen, explanation.map));
        const { label } = explanation.target;
        await writeOut(join(out, `${basename(path)}.${method.name}.${fileSafe(label)}.png`), png);
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

function fileSafe(label: string): string {
  return label.replace(/[^\p{L}\p{N}]+/gu, '_');
}

function tapNamed({ taps }: ImageClassifier, name: string): Cut {
  const tap = taps[name];
  if (tap !== undefined) return tap;
  throw wrong('--tap', `one of ${Object.keys(taps).join(', ')}`, name);
}

/** `top3`, a class's name or index, or by default what the network decides. */
function targetsOf(text: string | undefined): Pick<ExplainTargetsOptions, 'targets'> {
  if (text === undefined) return {};
  const top = /^top(\d+)$/.exec(text);
  return { targets: top === null ? [text] : topClasses(Number(top[1])) };
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause) => {
    throw fileError(path, 'a folder that can be written', cause);
  });
}

async function writeOut(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content).catch((cause) => {
    throw fileError(path, 'a file that can be written', cause);
  });
}
