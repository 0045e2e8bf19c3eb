/** Weights as a safetensors file of float16, rounded to nearest even; batch norms' counters are left out. */
export function formatHalfSafetensors(stateDict, metadata) {
  const tensors = [...stateDict]
    .filter(([, { dtype }]) => dtype === 'float32')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { shape, data }]) => ({ name, shape, data: Uint16Array.from(data, toHalf) }));
  let position = 0;
  const fields = tensors.map(({ name, shape, data }) => {
    const start = position;
    position += data.byteLength;
    return [name, { dtype: 'F16', shape, data_offsets: [start, position] }];
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(fields) });
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...tensors.map(({ data }) => Buffer.from(data.buffer))]);
}

const largest = 65_504;

/** The bits of the float16 nearest to a number, ties to even. */
export function toHalf(value) {
  const magnitude = Math.abs(value);
  if (!(magnitude <= largest)) throw new RangeError(`${value} does not fit into float16`);
  const sign = value < 0 ? 0x8000 : 0;
  // Below 2 ** -14, numbers are multiples of 2 ** -24.
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const steps = roundToEven(magnitude / 2 ** (exponent - 10));
  return sign + steps + (exponent + 14) * 1024;
}

function roundToEven(value) {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
