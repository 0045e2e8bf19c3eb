/**
 * Keeps WebAssembly memories from growing beyond so many bytes. The HDF5 library takes what a file asks for, and treats
 * a memory that does not grow as a failed allocation. For synchronous work only, as it holds for all memories.
 *
 * @returns what lifts the limit
 */
export function limitMemory(bytes: number): () => void {
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  const pageBytes = 2 ** 16;
  prototype.grow = function limited(this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * pageBytes > bytes) throw new RangeError('memory limit of a file');
    return grow.call(this, pages);
  };
  return () => {
    prototype.grow = grow;
  };
}
