export interface DownloadProgress {
  /** What is being downloaded: a URL, or repository and file. */
  readonly file: string;
  /** Bytes here, counting those of an earlier attempt. */
  readonly loaded: number;
  /** Bytes in all, or undefined where the server does not say. */
  readonly total: number | undefined;
}

export interface DownloadOptions {
  /** Called for every piece that arrives. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Aborting rejects with the signal's reason. In Node, what has arrived is kept to be continued. */
  readonly signal?: AbortSignal | undefined;
}
