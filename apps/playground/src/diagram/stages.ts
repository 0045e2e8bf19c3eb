import type { LayerRow } from '@convzoo/core';

/** A part of a network that a diagram draws as one: equal blocks or layers one after the other. */
export interface Stage {
  readonly name: string;
  readonly kind: 'input' | 'convolution' | 'pool' | 'dense';
  /** Of the output: [height, width, channels], or [units]. */
  readonly shape: readonly number[];
  /** How many blocks, or layers with weights. */
  readonly count: number;
  /** Whether its blocks add their input to their output. */
  readonly residual: boolean;
  readonly parameters: number;
  readonly macs: number;
  /** All its layers. */
  readonly layers: readonly string[];
}

/** Layers of one block, or a single layer with weights and what follows it. */
interface Unit {
  readonly block: string | undefined;
  readonly rows: readonly LayerRow[];
}

/** The rows of a network's table as the stages that papers draw. */
export function stagesOf(rows: readonly LayerRow[]): Stage[] {
  const stages: Stage[] = [];
  // Padding is part of the layer that it is for.
  for (const unit of unitsOf(rows.filter(({ type }) => type !== 'ZeroPadding2D'))) {
    const next = stageOf(unit);
    const last = stages.at(-1);
    if (last !== undefined && continues(last, next)) stages[stages.length - 1] = join(last, next);
    else stages.push(next);
  }
  return stages;
}

/** `layer2.0.conv1` belongs to the block `layer2.0`; `conv1.pad` to no block. */
function blockOf(name: string): string | undefined {
  return name.match(/^(.+\.\d+)\./)?.[1];
}

function unitsOf(rows: readonly LayerRow[]): Unit[] {
  const units: { block: string | undefined; rows: LayerRow[] }[] = [];
  for (const row of rows) {
    const block = blockOf(row.name);
    const last = units.at(-1);
    const continues = last?.block === block && (block !== undefined || !opensUnit(row));
    if (last !== undefined && continues) last.rows.push(row);
    else units.push({ block, rows: [row] });
  }
  return units;
}

function opensUnit({ type, macs }: LayerRow): boolean {
  return macs > 0 || /pool/i.test(type);
}

function stageOf({ block, rows }: Unit): Stage {
  const sum = (key: 'parameters' | 'macs'): number => rows.reduce((total, row) => total + row[key], 0);
  const main = rows.find(({ macs }) => macs > 0) ?? rows[0]!;
  const { outputShape } = block === undefined ? main : rows.at(-1)!;
  return {
    name: block?.replace(/\.\d+$/, '') ?? main.name,
    kind: kindOf(main),
    shape: outputShape.map((size) => size ?? 0),
    count: 1,
    residual: rows.some(({ type }) => type === 'Add'),
    parameters: sum('parameters'),
    macs: sum('macs'),
    layers: rows.map(({ name }) => name),
  };
}

function kindOf({ type, macs, outputShape }: LayerRow): Stage['kind'] {
  if (type === 'InputLayer') return 'input';
  if (macs === 0) return 'pool';
  return outputShape.length === 3 ? 'convolution' : 'dense';
}

/** `layer2` goes on with its next block, `conv3_1` with `conv3_2`, as long as the map stays the same. */
function continues(last: Stage, next: Stage): boolean {
  const stem = (name: string): string => name.replace(/_\d+$/, '');
  return (
    last.kind === next.kind &&
    last.kind === 'convolution' &&
    last.shape.join() === next.shape.join() &&
    stem(last.name) === stem(next.name)
  );
}

function join(a: Stage, b: Stage): Stage {
  return {
    ...a,
    name: a.name.replace(/_\d+$/, ''),
    count: a.count + b.count,
    residual: a.residual || b.residual,
    parameters: a.parameters + b.parameters,
    macs: a.macs + b.macs,
    layers: [...a.layers, ...b.layers],
  };
}
