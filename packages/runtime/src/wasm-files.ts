/** In Node, the backend finds its binaries itself. */
export function wasmFiles(): readonly Readonly<Record<string, string>>[] {
  return [];
}
