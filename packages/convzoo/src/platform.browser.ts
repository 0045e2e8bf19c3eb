// What the library needs of its surroundings, in a page or a worker.
import { type Classifier, ConvzooError, type ImageClassifier, type Pixels } from '@convzoo/core';
import { fileError } from '@convzoo/core/errors';
import { decodeImage } from '@convzoo/data';
import { currentRuntime, useRuntime } from '@convzoo/runtime';
import { modelFiles } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { asPixels, type DrawableImage, hasPixels, type ImageInput, isDrawable } from './images.js';
import { type GivenFile, looksLikePath, type PathKind } from './paths.js';

/** A page has no file system: what is written as a path is an address. */
export async function kindOfPath(path: string): Promise<PathKind> {
  return looksLikePath(path) && !path.includes('#') ? 'file' : undefined;
}

/**
 * The pixels of an image.
 *
 * @throws ConvzooError as `decodeImage` does; `invalid-image` for an element without pixels, such as one not loaded
 */
export async function readPixels(image: ImageInput): Promise<Pixels> {
  if (hasPixels(image)) return asPixels(image);
  return isDrawable(image) ? drawn(image) : await decodeImage(image);
}

function drawn(image: DrawableImage): Pixels {
  const isImage = 'naturalWidth' in image;
  const width = isImage ? image.naturalWidth : 'videoWidth' in image ? image.videoWidth : image.width;
  const height = isImage ? image.naturalHeight : 'videoHeight' in image ? image.videoHeight : image.height;
  if (width === 0 || height === 0) {
    throw new ConvzooError('invalid-image', {
      subject: 'image element',
      expected: 'one with pixels',
      found: `${width} x ${height}`,
      remedy: 'Wait until it has loaded: `await image.decode()`.',
    });
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new TypeError('the page gives no canvas');
  context.drawImage(image, 0, 0);
  return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
}

/** Imports a module by its address. */
export function importModule(specifier: string): Promise<object> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ new URL(specifier, location.href).href);
}

/** Sets an engine up, unless one is set up already. */
export async function startRuntime(name: string | undefined): Promise<void> {
  // Packages that are only imported register engines without starting them.
  if (name !== undefined || !tf.engine().backendName) await useRuntime(name ?? 'auto');
}

/**
 * A classifier compiled for onnxruntime-web, where that is the engine. The compiler is loaded when it is needed.
 *
 * @param batch How many images run at once, at most. Undefined: any number.
 */
export async function compiledClassifier(
  classifier: ImageClassifier,
  batch: number | undefined,
): Promise<Classifier | undefined> {
  if (currentRuntime() !== 'onnxruntime-web') return undefined;
  const { compile } = await import('@convzoo/onnx');
  return await compile(classifier, { providers: ['wasm'], ...(batch === undefined ? {} : { batch }) });
}

/**
 * The classifier in an ONNX file that convzoo wrote, on onnxruntime-web.
 *
 * @throws ConvzooError `file-error` if it cannot be fetched, `missing-package` without onnxruntime-web,
 * `invalid-model` if the file says nothing of a classifier
 */
export async function openOnnxFile(source: string | GivenFile, name: string): Promise<Classifier> {
  const { compiledFile, givenBytes } = await import('./onnx-file.js');
  return await compiledFile(await givenBytes(source, name), name);
}

/** Writes a model's folder. The browser puts each file in its place when it is whole. */
export async function saveModelFolder(
  folder: string | FileSystemDirectoryHandle,
  model: Parameters<typeof modelFiles>[0],
): Promise<void> {
  if (typeof folder === 'string') {
    throw new ConvzooError('invalid-argument', {
      subject: `save('${folder}')`,
      expected: 'a FileSystemDirectoryHandle: a page writes to no path',
      found: 'a path',
      remedy: 'Pass `await showDirectoryPicker()`, or offer the bytes of `toSafetensors()` as a download.',
    });
  }
  for (const { name, parts } of modelFiles(model)) {
    const file = await folder.getFileHandle(name, { create: true });
    const stream = await file.createWritable();
    try {
      await stream.write(new Blob(parts.map((part) => new Uint8Array(part))));
      await stream.close();
    } catch (cause) {
      await stream.abort().catch(() => {});
      throw fileError(`${folder.name}/${name}`, 'to write the file', cause);
    }
  }
}

export async function writePicture(path: string): Promise<void> {
  throw nodeOnly(`writing ${path}`, 'Draw the pixels with `toCanvas`.');
}

function nodeOnly(subject: string, remedy: string): ConvzooError {
  return new ConvzooError('runtime-unavailable', { subject, expected: 'Node.js', found: 'a page', remedy });
}
