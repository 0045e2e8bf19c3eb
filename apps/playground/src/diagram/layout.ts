import type { Stage } from './stages.js';

/** A block of a drawing in pixels: its front, and how far its back is shifted to the right and up. */
export interface Slab {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

export interface DrawnStage {
  readonly stage: Stage;
  readonly slabs: readonly Slab[];
  /** Where its labels are centered. */
  readonly center: number;
  /** The box around its slabs. */
  readonly box: Omit<Slab, 'depth'>;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Where the labels start. */
  readonly labels: number;
  readonly stages: readonly DrawnStage[];
}

const largestSide = 150;
const smallestSide = 22;
const labelWidth = 92;
const gap = 14;
/** Blocks of a stage that are drawn; a number says how many there are. */
const mostSlabs = 4;
const obliqueness = 0.26;
const top = 16;

/** Stages from left to right, as papers draw them: heights by the sides of maps, widths by channels. */
export function layOut(stages: readonly Stage[]): Drawing {
  const maps = stages.filter(({ shape }) => shape.length === 3);
  const side = scale(Math.max(...maps.map(({ shape }) => shape[0] ?? 1)), smallestSide, largestSide);
  const thickness = scale(Math.max(...maps.map(({ shape }) => shape[2] ?? 1)), 4, 30);
  const units = scale(
    Math.max(...stages.map(({ shape }) => (shape.length === 1 ? (shape[0] ?? 1) : 1))),
    smallestSide,
    largestSide * 0.8,
  );
  const middle = top + (largestSide * (1 + obliqueness)) / 2;

  const sizeOf = ({ kind, shape }: Stage): Omit<Slab, 'x' | 'y'> => {
    if (shape.length === 1) return { width: 9, height: units(shape[0] ?? 1), depth: 4 };
    const height = side(shape[0] ?? 1);
    const width = kind === 'pool' || kind === 'input' ? 4 : thickness(shape[2] ?? 1);
    return { width, height, depth: obliqueness * height };
  };

  let x = gap;
  const drawn = stages.map((stage): DrawnStage => {
    const size = sizeOf(stage);
    const count = Math.min(stage.count, mostSlabs);
    const step = size.width + 4;
    const width = (count - 1) * step + size.width + size.depth;
    const room = stage.kind === 'pool' ? width : Math.max(width, labelWidth);
    const left = x + (room - width) / 2;
    const y = middle - (size.height - size.depth) / 2;
    const slabs = Array.from({ length: count }, (_, i) => ({ ...size, x: left + i * step, y }));
    const center = x + room / 2;
    x += room + gap;
    return {
      stage,
      slabs,
      center,
      box: { x: left, y: y - size.depth, width, height: size.height + size.depth },
    };
  });
  const labels = top + largestSide * (1 + obliqueness) + 24;
  return { width: x, height: labels + 64, labels, stages: drawn };
}

/** Lengths that grow with the square root, so that the small ones can be seen beside the large ones. */
function scale(largest: number, from: number, to: number): (value: number) => number {
  return (value) => from + (to - from) * Math.sqrt(value / Math.max(1, largest));
}
