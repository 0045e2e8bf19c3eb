/** Drivers that emulate a GPU on the CPU, as they name themselves. */
const emulators = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/** What WebGPU computes with. */
export interface Adapter {
  readonly adapter: GPUAdapter;
  /** As its driver names it; `software` is said of an emulator. */
  readonly name: string;
  readonly isHardware: boolean;
}

/** The adapter that WebGPU offers; undefined where there is none. */
export async function findAdapter(): Promise<Adapter | undefined> {
  const gpu: GPU | undefined = globalThis.navigator?.gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return undefined;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const words = [vendor, architecture, device, description];
  const isHardware = isFallbackAdapter === false && !words.some((word) => emulators.test(word));
  const name = description || words.filter(Boolean).join(' ') || 'unnamed adapter';
  return { adapter, name: isHardware ? name : `software, ${name}`, isHardware };
}
