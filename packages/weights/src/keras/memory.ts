/**
 * Keeps WebAssembly memories from growing by more than so many bytes. The HDF5 library takes what a file asks for, and
 * treats a memory that does not grow as a failed allocation. For synchronous work only, as it holds for all memories.
 *
 * @returns what lifts the limit
 */
export function limitGrowth(bytes: number): () => void {
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  const pageBytes = 2 ** 16;
  const limits = new Map<WebAssembly.Memory, number>();
  prototype.grow = function limited(this: WebAssembly.Memory, pages: number): number {
    const size = this.buffer.byteLength;
    const limit = limits.get(this) ?? size + bytes;
    limits.set(this, limit);
    if (size + pages * pageBytes > limit) throw new RangeError('memory limit of a file');
    return grow.call(this, pages);
  };
  return () => {
    prototype.grow = grow;
  };
}
