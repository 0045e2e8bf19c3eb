/** Neighbors and their weights: 1/6 across an edge, 1/12 across a corner. */
const neighbors = [-1, 0, 1].flatMap((dy) =>
  [-1, 0, 1].flatMap((dx) =>
    dy === 0 && dx === 0 ? [] : [{ dy, dx, weight: dy * dx === 0 ? 1 / 6 : 1 / 12 }],
  ),
);

/**
 * ROAD's linear imputation: fills removed pixels of a plane so that each is the weighted mean of its
 * neighbors within the image. The system of equations is solved by conjugate gradients. At least one pixel
 * must remain.
 */
export function imputePlane(
  plane: Float64Array,
  removed: Uint8Array,
  height: number,
  width: number,
): Float64Array {
  const places = [...removed.keys()].filter((place) => removed[place] === 1);
  const tolerance = 1e-6;

  // Σⱼ wᵢⱼ (xᵢ - xⱼ) for each removed pixel i.
  const laplacian = (x: Float64Array): Float64Array => {
    const result = new Float64Array(x.length);
    for (const place of places) {
      const [row, column] = [Math.floor(place / width), place % width];
      for (const { dy, dx, weight } of neighbors) {
        const [y, z] = [row + dy, column + dx];
        if (y < 0 || y >= height || z < 0 || z >= width) continue;
        result[place]! += weight * (x[place]! - x[y * width + z]!);
      }
    }
    return result;
  };
  const dot = (a: Float64Array, b: Float64Array): number =>
    places.reduce((sum, place) => sum + a[place]! * b[place]!, 0);

  const x = plane.map((value, place) => (removed[place] === 1 ? 0 : value));
  const residual = laplacian(x).map((value) => -value);
  const direction = residual.slice();
  let squared = dot(residual, residual);
  const goal = squared * tolerance ** 2;
  for (let step = 0; step < places.length && squared > goal; step++) {
    const image = laplacian(direction);
    const length = squared / dot(direction, image);
    for (const place of places) {
      x[place]! += length * direction[place]!;
      residual[place]! -= length * image[place]!;
    }
    const next = dot(residual, residual);
    for (const place of places) direction[place] = residual[place]! + (next / squared) * direction[place]!;
    squared = next;
  }
  return x;
}
