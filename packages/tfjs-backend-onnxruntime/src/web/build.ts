import type * as ort from 'onnxruntime-web';
import { messageOf, OnnxRuntimeError, unavailable } from '../errors.js';

/** Execution providers of onnxruntime-web. */
export type WebProvider = 'wasm' | 'webgpu' | 'webnn';

/** A build of onnxruntime-web. */
export interface Build {
  /** The binary that it fetches; undefined where it finds that itself. */
  readonly binary: string | undefined;
  load(): Promise<typeof ort>;
}

const INSTALL = 'npm install onnxruntime-web@1.30.0';

/** What a failed import of onnxruntime-web means. */
export function importFailed(cause: unknown): OnnxRuntimeError {
  const found = messageOf(cause);
  if (!/(cannot find|resolve|bare specifier).*onnxruntime-web/is.test(found)) {
    return unavailable('onnxruntime-web', found, `Install it anew with \`${INSTALL}\`.`, cause);
  }
  return new OnnxRuntimeError('missing-package', {
    subject: 'onnxruntime-web',
    expected: 'it to be installed',
    found: 'no such package',
    remedy: `Install it with \`${INSTALL}\`, and build the page again if this is one.`,
    cause,
  });
}
