/**
 * Where the wasm backend's binaries may be. Vite, webpack and others that know this form of URL copy the files and put
 * in their addresses; Vite's development server knows it for relative paths alone. After other bundlers, the binaries
 * are looked for in a folder `@tensorflow` beside the script. None where a script has no address.
 */
export function wasmFiles(): readonly Readonly<Record<string, string>>[] {
  try {
    return [
      {
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
      },
      {
        'tfjs-backend-wasm.wasm': new URL(
          /* webpackIgnore: true */ '../../../@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
          import.meta.url,
        ).href,
        'tfjs-backend-wasm-simd.wasm': new URL(
          /* webpackIgnore: true */ '../../../@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
          import.meta.url,
        ).href,
        'tfjs-backend-wasm-threaded-simd.wasm': new URL(
          /* webpackIgnore: true */ '../../../@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
          import.meta.url,
        ).href,
      },
    ];
  } catch {
    return [];
  }
}
