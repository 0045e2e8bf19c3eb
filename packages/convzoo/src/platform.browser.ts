// What the library needs of its surroundings, in a page or a worker.
import { type Classifier, ConvzooError, type Pixels } from '@convzoo/core';
import { decodeImage } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { asPixels, type DrawableImage, hasPixels, type ImageInput, isDrawable } from './images.js';
import type { PathKind } from './model/reference.js';

/** A page has no file system: every text is an address or a name. */
export async function kindOfPath(_path: string): Promise<PathKind> {
  return undefined;
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

/** Compiled inference is Node's: it runs on ONNX Runtime's native part. */
export async function compiledClassifier(): Promise<Classifier | undefined> {
  return undefined;
}

export async function openOnnxFile(path: string): Promise<Classifier> {
  throw nodeOnly(`the ONNX file ${path}`, 'Use the safetensors file that it was exported from.');
}

export async function saveModelFolder(folder: string): Promise<void> {
  throw nodeOnly(`saving to the folder ${folder}`, 'Use `toSafetensors` and offer the bytes as a download.');
}

export async function writePicture(path: string): Promise<void> {
  throw nodeOnly(`writing ${path}`, 'Draw the pixels with `toCanvas`.');
}

function nodeOnly(subject: string, remedy: string): ConvzooError {
  return new ConvzooError('runtime-unavailable', { subject, expected: 'Node.js', found: 'a page', remedy });
}
