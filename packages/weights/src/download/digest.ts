/** What a download must hash to. */
export type Digest =
  /** Hexadecimal, the whole hash or its beginning. */
  | { readonly algorithm: 'sha256'; readonly hex: string }
  /** The object id that git gives a file of this size. */
  | { readonly algorithm: 'git-sha1'; readonly hex: string; readonly size: number };

/** The hash that PyTorch puts at the end of a file's name: `resnet18-f37072fd.pth`. */
export function hashInName(name: string): string | undefined {
  return /-([\da-f]{8,64})\.\w+$/.exec(name)?.[1];
}
