/** Runs work for as long as it takes: a page can only end a whole worker. */
export function withTimeLimit<T extends object>(_seconds: number, work: () => T): T | undefined {
  return work();
}

export function processorSeconds(): number {
  return 0;
}
