import type { Row } from '../measure/row.js';
import { engineOf } from '../report/tables.js';
import { median } from '../statistics/latency.js';
import { paretoFront } from './pareto.js';

/** A network's fastest inference beside its accuracy. */
export interface NetworkPoint {
  readonly model: string;
  readonly family: string;
  readonly engine: string;
  readonly speed: number;
  readonly accuracy: number;
  readonly spread: number;
  readonly parameters: number;
}

/** What the head of the page says. */
export interface Summary {
  /** Batch size that networks are compared at: the smallest measured. */
  readonly batch: number | null;
  /** The engine that the networks are compared on: the one that is fastest most often. */
  readonly engine: string | null;
  readonly task: string | null;
  readonly metric: string | null;
  readonly fastest: Row | null;
  readonly mostAccurate: Row | null;
  readonly points: readonly NetworkPoint[];
  readonly front: readonly NetworkPoint[];
  /** How many times as fast the compiled network is as TF.js, by the median over networks. */
  readonly compiledGain: number | null;
  /** How many times as fast int8 is as float32, by the median over networks. */
  readonly int8Gain: number | null;
  readonly failed: number;
}

export function summaryOf(rows: readonly Row[]): Summary {
  const measured = rows.filter(({ error }) => error === undefined);
  const inference = measured.filter((row) => row.measure === 'inference' && row.imagesPerSecond !== null);
  const batch = inference.length === 0 ? null : Math.min(...inference.map((row) => row.batch));
  const float = inference.filter((row) => row.batch === batch && row.precision === 'float32');
  const engine = mostOften(bestPerModel(float).map(engineOf));
  const compared = float.filter((row) => engineOf(row) === engine);
  const accuracies = measured.filter((row) => row.measure === 'accuracy' && row.accuracy !== null);
  const task = accuracies[0]?.task ?? null;
  const ofTask = accuracies.filter((row) => row.task === task);
  const points = ofTask.flatMap((row) => pointOf(row, compared));
  return {
    batch,
    engine,
    task,
    metric: ofTask[0]?.accuracy?.metric ?? null,
    fastest: highest(compared, (row) => row.imagesPerSecond!),
    mostAccurate: highest(ofTask, (row) => row.accuracy!.mean),
    points,
    front: paretoFront(points),
    compiledGain: gain(float, ({ runtime }) => runtime === 'compiled', isTfjsBeside(float)),
    int8Gain: gain(
      inference.filter((row) => row.batch === batch && row.runtime === 'compiled'),
      ({ precision }) => precision === 'int8',
      ({ precision }) => precision === 'float32',
    ),
    failed: rows.length - measured.length,
  };
}

function pointOf(row: Row, compared: readonly Row[]): NetworkPoint[] {
  const speed = compared.find(({ model }) => model === row.model);
  if (speed === undefined) return [];
  return [
    {
      model: row.model,
      family: speed.family ?? row.model,
      engine: engineOf(speed),
      speed: speed.imagesPerSecond!,
      accuracy: row.accuracy!.mean,
      spread: row.accuracy!.spread,
      parameters: speed.parameters ?? 0,
    },
  ];
}

function bestPerModel(rows: readonly Row[]): Row[] {
  const models = [...new Set(rows.map(({ model }) => model))];
  return models.flatMap((model) => {
    const best = highest(
      rows.filter((row) => row.model === model),
      (row) => row.imagesPerSecond!,
    );
    return best === null ? [] : [best];
  });
}

/** TF.js on ONNX Runtime if it was measured, so that the engine is the same, or else its first engine. */
function isTfjsBeside(rows: readonly Row[]): (row: Row) => boolean {
  const others = rows.filter(({ runtime }) => runtime !== 'compiled');
  const chosen = others.find(({ runtime }) => runtime === 'onnxruntime') ?? others[0];
  return (row) => chosen !== undefined && engineOf(row) === engineOf(chosen);
}

/** The median over networks of the speed of one kind of row over that of another. */
function gain(
  rows: readonly Row[],
  isFaster: (row: Row) => boolean,
  isSlower: (row: Row) => boolean,
): number | null {
  const ratios = rows.filter(isFaster).flatMap((row) => {
    const other = rows.find((candidate) => candidate.model === row.model && isSlower(candidate));
    return other === undefined ? [] : [row.imagesPerSecond! / other.imagesPerSecond!];
  });
  return ratios.length === 0 ? null : median(ratios);
}

function highest<T>(items: readonly T[], measureOf: (item: T) => number): T | null {
  return items.reduce<T | null>(
    (best, item) => (best === null || measureOf(item) > measureOf(best) ? item : best),
    null,
  );
}

function mostOften(names: readonly string[]): string | null {
  const count = (name: string): number => names.filter((other) => other === name).length;
  return highest([...new Set(names)], count);
}
