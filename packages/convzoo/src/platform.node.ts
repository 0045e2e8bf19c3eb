// What the library needs of its surroundings, in Node.
import { readFile, stat } from 'node:fs/promises';
import { type Classifier, ConvzooError, type ImageClassifier, type Pixels } from '@convzoo/core';
import { decodeImage } from '@convzoo/data';
import { encodePng } from '@convzoo/gradcam/overlay';
import { compile } from '@convzoo/onnx';
import { currentRuntime, useRuntime } from '@convzoo/runtime';
import { writeAtomically, writeModelFolder } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { asPixels, hasPixels, type ImageInput, isDrawable } from './images.js';
import { moduleUrl } from './module-url.node.js';
import { compiledFile, givenBytes } from './onnx-file.js';
import type { GivenFile, PathKind } from './paths.js';

export async function kindOfPath(path: string): Promise<PathKind> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

/**
 * The pixels of an image.
 *
 * @throws ConvzooError as `decodeImage` does
 */
export async function readPixels(image: ImageInput): Promise<Pixels> {
  if (hasPixels(image)) return asPixels(image);
  if (!isDrawable(image)) return await decodeImage(image);
  throw new ConvzooError('invalid-image', {
    subject: 'image',
    expected: 'a path, a URL, bytes, a Blob or pixels',
    found: 'an element of a page',
  });
}

/**
 * Imports a module: a package as a file of the current directory would see it, a file, or the folder of a package.
 *
 * @throws ConvzooError `missing-package` if it is not installed; `runtime-unavailable` if this Node.js cannot read it,
 * such as TypeScript on Node.js 20
 */
export async function importModule(specifier: string): Promise<object> {
  try {
    return await import(moduleUrl(specifier));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_UNKNOWN_FILE_EXTENSION'))
      throw cause;
    throw new ConvzooError('runtime-unavailable', {
      subject: specifier,
      expected: 'a module that this Node.js can read',
      found: cause.message,
      remedy: 'Node.js reads TypeScript from version 22.18 on; for an older one, compile it to JavaScript.',
      cause,
    });
  }
}

/** Whether TF.js has an engine; packages that are only imported register some without starting them. */
function isRunning(): boolean {
  return Boolean(tf.engine().backendName);
}

/** Sets an engine up, unless one is set up already. */
export async function startRuntime(name: string | undefined): Promise<void> {
  if (name !== undefined || !isRunning()) await useRuntime(name ?? 'auto');
}

/** Writes a model's folder, whole files only. */
export async function saveModelFolder(
  folder: string | FileSystemDirectoryHandle,
  model: Parameters<typeof writeModelFolder>[1],
): Promise<void> {
  if (typeof folder === 'string') return await writeModelFolder(folder, model);
  throw new ConvzooError('invalid-argument', {
    subject: 'save',
    expected: 'the path of a folder',
    found: 'a FileSystemDirectoryHandle, which only pages have',
  });
}

/**
 * Writes pixels as a PNG file, whole or not at all. Node only.
 *
 * @throws ConvzooError `file-error`
 */
export async function writePicture(path: string, pixels: Pixels): Promise<void> {
  await writeAtomically(path, [encodePng(pixels)]);
}

/**
 * A classifier compiled for ONNX Runtime; undefined where TF.js runs on another engine.
 *
 * @param batch How many images run at once, at most. Undefined: any number.
 */
export async function compiledClassifier(
  classifier: ImageClassifier,
  batch: number | undefined,
): Promise<Classifier | undefined> {
  const options = batch === undefined ? {} : { batch };
  if (tf.getBackend() === 'onnxruntime') return await compile(classifier, options);
  if (currentRuntime() !== 'onnxruntime-web') return undefined;
  return await compile(classifier, { ...options, providers: ['wasm'] });
}

/**
 * The classifier in an ONNX file that convzoo wrote.
 *
 * @throws ConvzooError `file-error` if it cannot be read, `invalid-model` if the file says nothing of a classifier
 */
export async function openOnnxFile(source: string | GivenFile, name: string): Promise<Classifier> {
  return await compiledFile(await readOnnx(source, name), name);
}

async function readOnnx(source: string | GivenFile, name: string): Promise<Uint8Array> {
  const isAddress = /^https?:/i.test(source instanceof URL ? source.protocol : String(source));
  if (isAddress || source instanceof Uint8Array || source instanceof Blob)
    return await givenBytes(source, name);
  return await readFile(source).catch((cause: unknown) => {
    throw new ConvzooError('file-error', {
      subject: name,
      expected: 'an ONNX file that can be read',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  });
}
