/** What lies at a path. */
export type PathKind = 'file' | 'folder' | undefined;

/** The address of a file, or the file itself. */
export type GivenFile = URL | Blob | Uint8Array;

/** A model that is not named by a text: the address of its file, the file itself, or the files of its folder. */
export type GivenModel = GivenFile | ReadonlyMap<string, Blob>;

const path = /^[./~]|^[a-z]:[\\/]|\.(onnx|safetensors|pth|pt|th|bin|h5|hdf5|keras|json)$/i;

/** Whether a text is written as paths and addresses of files are. */
export function looksLikePath(text: string): boolean {
  return path.test(text);
}
