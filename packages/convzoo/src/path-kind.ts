/** What lies at a path. */
export type PathKind = 'file' | 'folder' | undefined;
