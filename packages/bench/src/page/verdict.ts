import { decimal, percent } from '../report/numbers.js';
import type { Summary } from './summary.js';

/** A figure that stands out at the head of the page. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

const dominated = 'every other network is both slower and less accurate than one of them';

/** Longer fronts are named by their ends. */
const mostNamed = 4;

/** What the benchmark says, in one sentence. */
export function verdictOf({ front, points, fastest, mostAccurate, engine, batch, task }: Summary): string {
  if (front.length > mostNamed) {
    const [first, last] = [front[0]!.model, front.at(-1)!.model];
    return (
      `${front.length} of ${points.length} networks are worth choosing between, from ${first}, the fastest, ` +
      `to ${last}, the most accurate: ${dominated}.`
    );
  }
  if (front.length > 1) {
    const names = front.map(({ model }) => model);
    const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
    return `${list} are worth choosing between: ${dominated}.`;
  }
  if (front.length === 1) return `${front[0]!.model} is the fastest network and the most accurate one.`;
  if (fastest !== null) return `${fastest.model} is the fastest network, with ${engine} at batch ${batch}.`;
  if (mostAccurate !== null) return `${mostAccurate.model} is the most accurate network on ${task}.`;
  return 'No network could be measured.';
}

export function tilesOf(summary: Summary): Tile[] {
  const { fastest, mostAccurate, compiledGain, int8Gain, failed, engine, batch } = summary;
  return [
    ...(fastest === null
      ? []
      : [
          {
            label: 'Fastest',
            value: `${decimal(fastest.imagesPerSecond!)} images/s`,
            detail: `${fastest.model}, ${engine}, batch ${batch}`,
          },
        ]),
    ...(mostAccurate === null
      ? []
      : [
          {
            label: 'Most accurate',
            value: percent(mostAccurate.accuracy!.mean),
            detail: `${mostAccurate.model}, ${mostAccurate.accuracy!.metric} on ${mostAccurate.task}`,
          },
        ]),
    ...gainTile('Compiled against TF.js', compiledGain, 'images/s, median over networks'),
    ...gainTile('int8 against float32', int8Gain, 'images/s, compiled, median over networks'),
    ...(failed === 0
      ? []
      : [{ label: 'Failed', value: `${failed}`, detail: 'rows, with their reasons below' }]),
  ];
}

function gainTile(label: string, gain: number | null, detail: string): Tile[] {
  return gain === null ? [] : [{ label, value: `${decimal(gain)} ×`, detail }];
}
