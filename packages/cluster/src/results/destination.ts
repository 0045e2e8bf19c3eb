/** Where results go: files that are whole or absent. */
export interface Destination {
  /** An address that means the same on all machines. */
  readonly address: string;
  /** The contents of a file; undefined if there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** The names of all files. */
  list(): AsyncIterable<string>;
  write(name: string, contents: Uint8Array): Promise<void>;
}
