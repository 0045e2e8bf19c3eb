export function bundlePage(folder: string, options?: { readonly source?: boolean }): Promise<void>;
