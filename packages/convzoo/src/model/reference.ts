import { ConvzooError } from '@convzoo/core';
import { type GivenFile, type GivenModel, looksLikePath, type PathKind } from '../paths.js';
import { isRegistered, unknownModel } from '../registry/registry.js';

/** What a text that names a model means. */
export type Reference =
  | { readonly kind: 'network'; readonly name: string; readonly tag?: string }
  | { readonly kind: 'module'; readonly specifier: string; readonly name: string }
  | { readonly kind: 'onnx'; readonly source: string | GivenFile }
  | { readonly kind: 'weights'; readonly source: string | GivenModel };

const repository = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

/**
 * Reads the name of a model: `resnet50`, `resnet50@imagenet1k_v2`, `module#export`, a URL, a hub repository
 * (`timm/resnet50.a1_in1k`), a file of weights, a folder of a model or of a training run, or an ONNX file. What
 * exists as a path is never read as anything else.
 *
 * @throws ConvzooError `unknown-name`, with the nearest name; `file-error` for a path that does not exist
 */
export function parseReference(text: string, path: PathKind): Reference {
  const isAddress = /^https?:\/\//i.test(text);
  if (path !== undefined || isAddress) {
    const onnx = isOnnx(isAddress ? text.replace(/[?#].*/, '') : text);
    return { kind: onnx ? 'onnx' : 'weights', source: text };
  }
  const separator = text.lastIndexOf('#');
  if (separator > 0 && separator < text.length - 1) {
    return { kind: 'module', specifier: text.slice(0, separator), name: text.slice(separator + 1) };
  }
  const [name = '', tag, ...rest] = text.split('@');
  if (isRegistered(name) && rest.length === 0 && tag !== '') {
    return { kind: 'network', name, ...(tag === undefined ? {} : { tag }) };
  }
  if (looksLikePath(text)) {
    throw new ConvzooError('file-error', {
      subject: text,
      expected: 'a file of weights, an ONNX file or the folder of a model',
      found: 'no such file or folder',
    });
  }
  if (repository.test(text)) return { kind: 'weights', source: text };
  throw unknownModel(text);
}

/** Reads a model that is given by its address or as a file. ONNX files are known by their names. */
export function givenReference(source: GivenModel): Reference {
  if (source instanceof Map) return { kind: 'weights', source };
  const file = source as GivenFile;
  const name = file instanceof URL ? file.pathname : nameOf(file);
  return isOnnx(name) ? { kind: 'onnx', source: file } : { kind: 'weights', source: file };
}

export function isGiven(source: object): source is GivenModel {
  return [URL, Blob, Uint8Array, Map].some((kind) => source instanceof kind);
}

/** What errors call a model, and what it is called once it is open. */
export function nameOf(source: string | GivenModel): string {
  if (typeof source === 'string') return source;
  if (source instanceof URL) return source.href;
  if (source instanceof Map) return 'a folder';
  return 'name' in source && typeof source.name === 'string' ? source.name : 'a model given as bytes';
}

function isOnnx(path: string): boolean {
  return /\.onnx$/i.test(path);
}
