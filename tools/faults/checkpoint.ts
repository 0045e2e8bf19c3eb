import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadWeights } from '@convzoo/weights';
import { zipArchive } from '../../packages/weights/src/fixtures/zip-archive.ts';

/** The run's weights as Lightning's checkpoint: a prefix before every name, beside a path and a date. */
export async function writeLightning(folder: string): Promise<void> {
  const { stateDict } = await loadWeights(join(folder, 'run'));
  const tensors = [...stateDict].flatMap(([name, { dtype, shape, data }]) =>
    dtype === 'float32' ? [{ name: `model.${name}`, shape, data }] : [],
  );
  const entries = tensors.map(
    ({ name, shape, data }, key) => text(name) + tensor(`${key}`, shape, data.length),
  );
  const root = `cpathlib\nPosixPath\n${text('/')}${text('runs')}\x86R`;
  const date = `cdatetime\ndatetime\nC\x0a${'\x07'.repeat(10)}\x85R`;
  const pickle = `\x80\x02}(${text('state_dict')}}(${entries.join('')}u${text('root')}${root}${text('when')}${date}u.`;
  const storages = tensors.map(({ data }, key) => [
    `archive/data/${key}`,
    new Uint8Array(Float32Array.from(data).buffer),
  ]);
  const archive = zipArchive({ 'archive/data.pkl': characters(pickle), ...Object.fromEntries(storages) });
  await writeFile(join(folder, 'lightning.ckpt'), archive);
}

const characters = (codes: string): Uint8Array =>
  Uint8Array.from(codes, (character) => character.charCodeAt(0));
const text = (value: string): string => `\x8c${String.fromCharCode(value.length)}${value}`;
const integer = (value: number): string =>
  `J${String.fromCharCode(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24)}`;
const tuple = (values: readonly number[]): string => `(${values.map(integer).join('')}t`;

/** A call of PyTorch's `_rebuild_tensor_v2`. */
function tensor(key: string, shape: readonly number[], count: number): string {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
  const storage = `(${text('storage')}ctorch\nFloatStorage\n${text(key)}${text('cpu')}${integer(count)}tQ`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\0${tuple(shape)}${tuple(strides)}\x89NtR`;
}
