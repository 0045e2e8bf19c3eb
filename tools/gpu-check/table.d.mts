interface Engine {
  readonly engine: string;
  readonly kind: string | null;
  readonly device: string | null;
  readonly reason: string | null;
  readonly remedy: string | null;
}
interface Row {
  readonly measure: string;
  readonly model: string;
  readonly engine: string;
  readonly precision: string;
  readonly batch: number;
  readonly device: string | null;
  readonly isGpu: boolean | null;
  readonly imagesPerSecond: number | null;
  readonly error: string | null;
}
export const models: string[];
export const batches: number[];
export function gpuEngines(engines: readonly Engine[]): string[];
export function missingLines(engines: readonly Engine[]): string[];
export function rowsOf(report: { readonly rows: readonly object[] }): Row[];
export function formatTable(rows: readonly Row[]): string;
