import type { House } from './graph.ts';

const box = { width: 118, height: 34, gap: 22 };
const floor = 92;
const margin = 24;

const label = (name: string): string => (name === 'tfjs-backend-onnxruntime' ? 'backend' : name);

/** The house as an SVG: users above, what they use below. Its colors follow the reader's light or dark theme. */
export function drawHouse({ floors, arrows }: House): string {
  const widest = Math.max(...floors.map((names) => names.length));
  const width = 2 * margin + widest * (box.width + box.gap) - box.gap;
  const height = 2 * margin + (floors.length - 1) * floor + box.height;
  const places = new Map(
    floors.flatMap((names, level) => {
      const row = names.length * (box.width + box.gap) - box.gap;
      return names.map((name, i): [string, { x: number; y: number }] => [
        name,
        {
          x: (width - row) / 2 + i * (box.width + box.gap) + box.width / 2,
          y: height - margin - box.height / 2 - level * floor,
        },
      ]);
    }),
  );
  const lines = arrows.map(([from, to]) => {
    const [a, b] = [places.get(from)!, places.get(to)!];
    const [top, bottom] = [a.y + box.height / 2, b.y - box.height / 2 - 5];
    const bend = (bottom - top) / 2;
    return `<path d="M${a.x} ${top}C${a.x} ${top + bend} ${b.x} ${bottom - bend} ${b.x} ${bottom}"/>`;
  });
  const boxes = [...places].map(
    ([name, { x, y }]) =>
      `<rect x="${x - box.width / 2}" y="${y - box.height / 2}" width="${box.width}" height="${box.height}" rx="6"/>` +
      `<text x="${x}" y="${y + 5}">${label(name)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">The packages of convzoo; arrows lead from a package to those that it uses</title>
<style>
  rect { fill: #eef4ff; stroke: #3563c9; } text { fill: #14213d; font: 15px system-ui, sans-serif; text-anchor: middle; }
  path { fill: none; stroke: #8a94a6; stroke-width: 1.4; marker-end: url(#arrow); } marker path { fill: #8a94a6; stroke: none; }
  @media (prefers-color-scheme: dark) { rect { fill: #1c2740; stroke: #7ea2f0; } text { fill: #e8edf8; } }
</style>
<marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker>
${lines.join('\n')}
${boxes.join('\n')}
</svg>
`;
}
