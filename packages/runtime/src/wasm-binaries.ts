import * as tf from '@tensorflow/tfjs-core';
import { wasmFiles } from '#wasm-files';
import { messageOf, unavailable } from './backend.js';
import type { ModuleExports } from './importing.js';

/** The shortest program: a header without sections. */
const nothing = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** Throws `runtime-unavailable` where WebAssembly is missing, or forbidden by the page's content security policy. */
export function checkWebAssembly(): void {
  try {
    new WebAssembly.Module(nothing);
  } catch (error) {
    const found = messageOf(error);
    const isForbidden = /content security policy|unsafe-eval|blocked by csp/i.test(found);
    throw isForbidden
      ? unavailable(
          'wasm',
          `a content security policy that forbids WebAssembly (${found})`,
          "Add 'wasm-unsafe-eval' to the policy's script-src.",
        )
      : unavailable('wasm', found);
  }
}

/** Whether the backend is going to run its binary for threads, which needs a cross-origin isolated page. */
export async function usesThreads(): Promise<boolean> {
  return (await hasSimd()) && Boolean(await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT'));
}

async function hasSimd(): Promise<boolean> {
  return Boolean(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'));
}

/**
 * Tells the backend where its binaries are, in a page. Where they are not, the backend looks where `setWasmPaths`
 * says, or beside the script.
 *
 * @returns what is wrong with the bundler's address, if anything
 */
export async function locateBinaries({ setWasmPaths }: ModuleExports): Promise<string | undefined> {
  if (typeof setWasmPaths !== 'function') return undefined;
  const kind = (await usesThreads()) ? '-threaded-simd' : (await hasSimd()) ? '-simd' : '';
  const faults: string[] = [];
  for (const files of wasmFiles()) {
    const fault = await faultAt(files[`tfjs-backend-wasm${kind}.wasm`] ?? '');
    if (fault === undefined) {
      setWasmPaths(files);
      return undefined;
    }
    faults.push(fault);
  }
  return faults[0];
}

async function faultAt(url: string): Promise<string | undefined> {
  const shown = url.slice(0, 200);
  try {
    const response = await fetch(url);
    if (!response.ok) return `HTTP status ${response.status} at ${shown}`;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (nothing.every((byte, i) => bytes[i] === byte)) return undefined;
    return `${response.headers.get('content-type') ?? 'another file'} in place of WebAssembly at ${shown}`;
  } catch (error) {
    return `no answer from ${shown} (${messageOf(error)})`;
  }
}
