type Pair = readonly [row: number, column: number];

const steps: Readonly<Record<string, Pair>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The cell that an arrow key leads to, from the middle at first; undefined for other keys. */
export function moved(cell: Pair | undefined, key: string, [rows, columns]: Pair): Pair | undefined {
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step === undefined) return undefined;
  if (cell === undefined) return [Math.floor(rows / 2), Math.floor(columns / 2)];
  const within = (position: number, count: number): number => Math.min(count - 1, Math.max(0, position));
  return [within(cell[0] + step[0], rows), within(cell[1] + step[1], columns)];
}
