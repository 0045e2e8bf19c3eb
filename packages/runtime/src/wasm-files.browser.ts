/**
 * Addresses of the wasm backend's binaries. Vite, webpack and others that know this form of URL copy the files and put
 * in where they are; after other bundlers, they are looked for beside the script. Undefined where a script has no
 * address.
 */
export function wasmFiles(): Readonly<Record<string, string>> | undefined {
  try {
    return {
      'tfjs-backend-wasm.wasm': new URL(
        '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
        import.meta.url,
      ).href,
      'tfjs-backend-wasm-simd.wasm': new URL(
        '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
        import.meta.url,
      ).href,
      'tfjs-backend-wasm-threaded-simd.wasm': new URL(
        '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
        import.meta.url,
      ).href,
    };
  } catch {
    return undefined;
  }
}
