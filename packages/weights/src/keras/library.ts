import type { ready } from 'h5wasm';

type Hdf5 = typeof import('h5wasm');
type Hdf5Module = Awaited<typeof ready>;

/** The HDF5 library, whose whole state lies in its WebAssembly memory. */
export interface Hdf5Library {
  readonly hdf5: Hdf5;
  readonly module: Hdf5Module;
  /** Bytes of its memory, from the first to the last that is in use. */
  usedBytes(): number;
  /** Copies its state, and returns what brings that back: the library leaks what it allocated when it failed. */
  remember(): () => void;
}

/** What the library's WebAssembly instance exports and h5wasm does not. */
interface Instance {
  readonly __stack_pointer: WebAssembly.Global;
  /** Address of the heap's end. */
  readonly emscripten_get_sbrk_ptr: () => number;
}

let library: Promise<Hdf5Library> | undefined;

export function loadHdf5(): Promise<Hdf5Library> {
  library ??= load();
  return library;
}

async function load(): Promise<Hdf5Library> {
  const capture = captureInstance();
  try {
    const hdf5 = await import('h5wasm');
    const module = await hdf5.ready;
    return describeLibrary(hdf5, module, capture.instance());
  } finally {
    capture.stop();
  }
}

/** @param instance undefined where the application loaded h5wasm before: then all of the memory counts as used */
function describeLibrary(hdf5: Hdf5, module: Hdf5Module, instance: Instance | undefined): Hdf5Library {
  const memory = (): Uint8Array => module.HEAPU8;
  const usedBytes = (): number =>
    instance === undefined
      ? memory().length
      : new DataView(memory().buffer).getUint32(instance.emscripten_get_sbrk_ptr(), true);
  let copy = new Uint8Array();
  const remember = (): (() => void) => {
    const used = memory().subarray(0, usedBytes());
    if (copy.length !== used.length) copy = new Uint8Array(used.length);
    copy.set(used);
    const stackPointer: unknown = instance?.__stack_pointer.value;
    return () => {
      memory().set(copy);
      if (instance !== undefined) instance.__stack_pointer.value = stackPointer;
    };
  };
  return { hdf5, module, usedBytes, remember };
}

/** Keeps the instance that h5wasm makes as it loads. */
function captureInstance(): { instance(): Instance | undefined; stop(): void } {
  const { instantiate } = WebAssembly;
  let instance: Instance | undefined;
  const capturing = async (...parameters: unknown[]): Promise<unknown> => {
    const made: unknown = await Reflect.apply(instantiate, WebAssembly, parameters);
    instance ??= hdf5Instance(made);
    return made;
  };
  Reflect.set(WebAssembly, 'instantiate', capturing);
  return {
    instance: () => instance,
    stop: () => {
      if (Reflect.get(WebAssembly, 'instantiate') === capturing)
        Reflect.set(WebAssembly, 'instantiate', instantiate);
    },
  };
}

function hdf5Instance(made: unknown): Instance | undefined {
  if (typeof made !== 'object' || made === null || !('instance' in made)) return undefined;
  const { exports } = made.instance as WebAssembly.Instance;
  const isHdf5 = 'H5open' in exports && '__stack_pointer' in exports && 'emscripten_get_sbrk_ptr' in exports;
  return isHdf5 ? (exports as unknown as Instance) : undefined;
}
