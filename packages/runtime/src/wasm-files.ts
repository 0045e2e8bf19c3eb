/** In Node, the backend finds its binaries itself. */
export function wasmFiles(): undefined {
  return undefined;
}
