/** Where a row was measured. */
export interface Machine {
  readonly cpu: string;
  /** Cores that the process may use. */
  readonly cores: number;
  /** Git commit of the working directory, with `-dirty` if files differ; null outside a repository. */
  readonly commit: string | null;
}
