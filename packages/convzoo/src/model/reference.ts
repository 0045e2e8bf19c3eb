import { ConvzooError } from '@convzoo/core';
import type { PathKind } from '../path-kind.js';
import { isRegistered, unknownModel } from '../registry/registry.js';

/** What a text that names a model means. */
export type Reference =
  | { readonly kind: 'network'; readonly name: string; readonly tag?: string }
  | { readonly kind: 'module'; readonly specifier: string; readonly name: string }
  | { readonly kind: 'onnx'; readonly path: string }
  | { readonly kind: 'weights'; readonly source: string };

const repository = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;
const looksLikePath = /^[./~]|^[a-z]:[\\/]|\.(onnx|safetensors|pth|pt|th|bin|h5|hdf5|keras|json)$/i;

/**
 * Reads the name of a model: `resnet50`, `resnet50@imagenet1k_v2`, `module#export`, a URL, a hub repository
 * (`timm/resnet50.a1_in1k`), a file of weights, a folder of a model or of a training run, or an ONNX file. What
 * exists as a path is never read as anything else.
 *
 * @throws ConvzooError `unknown-name`, with the nearest name; `file-error` for a path that does not exist
 */
export function parseReference(text: string, path: PathKind): Reference {
  if (path !== undefined)
    return isOnnx(text) ? { kind: 'onnx', path: text } : { kind: 'weights', source: text };
  if (/^https?:\/\//i.test(text)) return { kind: 'weights', source: text };
  const separator = text.lastIndexOf('#');
  if (separator > 0 && separator < text.length - 1) {
    return { kind: 'module', specifier: text.slice(0, separator), name: text.slice(separator + 1) };
  }
  const [name = '', tag, ...rest] = text.split('@');
  if (isRegistered(name) && rest.length === 0 && tag !== '') {
    return { kind: 'network', name, ...(tag === undefined ? {} : { tag }) };
  }
  if (looksLikePath.test(text)) {
    throw new ConvzooError('file-error', {
      subject: text,
      expected: 'a file of weights, an ONNX file or the folder of a model',
      found: 'no such file or folder',
    });
  }
  if (repository.test(text)) return { kind: 'weights', source: text };
  throw unknownModel(text);
}

function isOnnx(path: string): boolean {
  return /\.onnx$/i.test(path);
}
