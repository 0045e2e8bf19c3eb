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
