/**
 * One of Node's own modules, or undefined in a browser. Unlike an import it leaves bundlers nothing to
 * resolve; unlike an ES module's namespace it can be added to.
 */
export function nodeModule(name: string): object | undefined {
  const process: unknown = Reflect.get(globalThis, 'process');
  if (typeof process !== 'object' || process === null || !('getBuiltinModule' in process)) return undefined;
  const { getBuiltinModule } = process;
  if (typeof getBuiltinModule !== 'function') return undefined;
  const found: unknown = getBuiltinModule(name);
  return typeof found === 'object' && found !== null ? found : undefined;
}

/** The environment variables, or undefined in a browser. */
export function environment(): object | undefined {
  const process = nodeModule('node:process');
  const env: unknown = process && 'env' in process ? process.env : undefined;
  return typeof env === 'object' && env !== null ? env : undefined;
}

/** The processor's name where the system tells it, and otherwise just `CPU`. */
export function cpuName(): string {
  const os = nodeModule('node:os');
  const cpus: unknown = os && 'cpus' in os && typeof os.cpus === 'function' ? os.cpus() : [];
  const first: unknown = Array.isArray(cpus) ? cpus[0] : undefined;
  const hasModel = typeof first === 'object' && first !== null && 'model' in first;
  return hasModel && typeof first.model === 'string' && first.model.trim() !== ''
    ? first.model.trim()
    : 'CPU';
}

/** Where Linux shows GPUs: NVIDIA's, those of the kernel's graphics drivers, AMD's compute, Windows' in WSL. */
const gpuDevices = ['/dev/nvidiactl', '/dev/dri', '/dev/kfd', '/dev/dxg'];

/** Whether this certainly is a machine without a GPU. Only Linux tells; elsewhere the answer is no. */
export function lacksGpu(): boolean {
  const fs = nodeModule('node:fs');
  const process: unknown = Reflect.get(globalThis, 'process');
  const onLinux =
    typeof process === 'object' && process !== null && 'platform' in process && process.platform === 'linux';
  if (!onLinux || fs === undefined || !('existsSync' in fs) || typeof fs.existsSync !== 'function')
    return false;
  const { existsSync } = fs;
  return !gpuDevices.some((path) => existsSync(path));
}
