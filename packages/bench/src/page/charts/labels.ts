/** A circle that wants its name beside it, in pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly text: string;
}

export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const characterWidth = 7;
const height = 15;
const gap = 4;

/**
 * A place for each name where it covers neither another name nor a circle: above, to the right, below or to
 * the left. Names without such a place are left out; earlier spots choose first.
 */
export function placeLabels(spots: readonly Spot[], frame: Box): Label[] {
  const circles = spots.map(({ x, y, radius }) => boxAround(x, y, 2 * radius, 2 * radius));
  const taken: Box[] = [];
  return spots.flatMap((spot, i) => {
    const others = circles.filter((_, j) => j !== i);
    const free = candidates(spot).find(
      ({ box }) => isInside(box, frame) && ![...taken, ...others].some((other) => overlaps(box, other)),
    );
    if (free === undefined) return [];
    taken.push(free.box);
    return [free.label];
  });
}

function candidates({ x, y, radius, text }: Spot): { label: Label; box: Box }[] {
  const width = characterWidth * text.length;
  const aside = radius + gap;
  const above = radius + gap + height / 2;
  const beside = (side: 1 | -1): number => x + side * aside;
  return [
    {
      label: { text, x, y: y - above, anchor: 'middle' as const },
      box: boxAround(x, y - above, width, height),
    },
    {
      label: { text, x: beside(1), y, anchor: 'start' as const },
      box: boxAround(beside(1) + width / 2, y, width, height),
    },
    {
      label: { text, x, y: y + above, anchor: 'middle' as const },
      box: boxAround(x, y + above, width, height),
    },
    {
      label: { text, x: beside(-1), y, anchor: 'end' as const },
      box: boxAround(beside(-1) - width / 2, y, width, height),
    },
  ];
}

function boxAround(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function isInside(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
  );
}
