let folder: string | undefined;

/**
 * Says from which address a page fetches the binaries of onnxruntime-web, such as `/onnxruntime/`: the folder holds
 * `ort-wasm-simd-threaded.wasm`, and `ort-wasm-simd-threaded.asyncify.wasm` for WebGPU and WebNN, of the package's
 * `dist`. It takes effect before the first use. By default they are where the bundler has put them.
 */
export function setOnnxRuntimeWebFiles(address: string): void {
  folder = address.endsWith('/') ? address : `${address}/`;
}

/** The address of a binary; undefined where onnxruntime-web is to find it. */
export function addressOf(binary: string | undefined): string | undefined {
  if (binary === undefined || folder === undefined) return undefined;
  return new URL(folder + binary, globalThis.location?.href).href;
}
