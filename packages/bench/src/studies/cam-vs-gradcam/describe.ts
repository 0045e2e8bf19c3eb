import type { Pixels } from '@convzoo/core';
import { turbo } from '@convzoo/gradcam/overlay';
import { percent } from '../../report/numbers.js';
import { figure, type Panel, panelWidth } from '../figure.js';
import { significant } from '../format.js';
import { type Layer, picturePanel } from '../picture.js';
import type { StudyReport } from '../study.js';
import { numbers, tableOf, words } from '../table.js';
import { type ByteMap, valuesOf } from './byte-map.js';
import type { CamData, ExplainedCut, PictureMap } from './measure.js';

export function describeCamVsGradCam(data: CamData): StudyReport {
  const rows = data.networks.flatMap(({ neck, testAccuracy, cuts }) =>
    cuts.map((cut) => ({ neck, testAccuracy, ...cut })),
  );
  return {
    finding: findingOf(rows),
    tables: [
      tableOf('CAM and Grad-CAM by layer', rows, [
        words('behind the last map', ({ neck }) => neck),
        words('layer', ({ layer }) => layer),
        words('map', ({ map }) => map.join(' x ')),
        numbers('explanations', ({ explanations }) => `${explanations}`),
        numbers('Grad-CAM over CAM', ({ equality }) => (equality === null ? 'no CAM' : factorOf(equality))),
        numbers('one over the map’s pixels', ({ map, equality }) =>
          equality === null ? '-' : significant(1 / (map[0] * map[1])),
        ),
        numbers('largest difference', ({ equality }) =>
          equality === null ? '-' : significant(equality.residual),
        ),
        numbers('heat inside the digit, CAM', ({ camInside }) =>
          camInside === null ? '-' : percent(camInside),
        ),
        numbers('Grad-CAM', ({ gradCamInside }) => percent(gradCamInside)),
      ]),
    ],
    figure: figureOf(data),
  };
}

type Equality = NonNullable<ExplainedCut['equality']>;

/** The factor, as a range where it varies. */
function factorOf({ smallestFactor, largestFactor }: Equality): string {
  const [low, high] = [significant(smallestFactor), significant(largestFactor)];
  return low === high ? low : `${low} to ${high}`;
}

function findingOf(cuts: readonly ExplainedCut[]): string {
  const defined = cuts.find(({ equality }) => equality !== null);
  const undefinedCuts = cuts.filter(({ equality }) => equality === null).length;
  if (defined?.equality == null) return 'CAM is defined at none of these layers.';
  const [height, width] = defined.map;
  return (
    `Behind global average pooling, Grad-CAM is CAM times ${factorOf(defined.equality)}, one over the ${height * width} pixels of ` +
    `the map, in all ${defined.explanations} explanations; the largest difference is ${significant(defined.equality.residual)} ` +
    `of a map's maximum. At the other ${undefinedCuts} layers CAM is not defined and Grad-CAM is.`
  );
}

const columns = 5;

function figureOf({ picture, networks }: CamData): string {
  const labels = [...new Set(picture.maps.map(({ label }) => label))];
  const [pooling, hidden] = networks;
  const last = pooling!.cuts.at(-1)!.layer;
  const earlier = pooling!.cuts.at(-2)!.layer;
  const scene = { pixels: grayOf(picture.scene) };
  const find = (label: string, wanted: Omit<PictureMap, 'label' | 'heat'>): ByteMap =>
    picture.maps.find(
      (map) =>
        map.label === label &&
        map.neck === wanted.neck &&
        map.layer === wanted.layer &&
        map.method === wanted.method,
    )!.heat;
  const wanted = [
    { title: 'CAM', neck: 'pooling', layer: last, method: 'CAM' },
    { title: 'Grad-CAM', neck: 'pooling', layer: last, method: 'Grad-CAM' },
    {
      title: `Grad-CAM at ${earlier.replace(/\..*/, '')}`,
      neck: 'pooling',
      layer: earlier,
      method: 'Grad-CAM',
    },
    {
      title: 'Grad-CAM, hidden',
      neck: 'hidden layer',
      layer: hidden!.cuts.at(-1)!.layer,
      method: 'Grad-CAM',
    },
  ] as const;
  return figure({
    title: 'Behind global average pooling, CAM and Grad-CAM are one map; elsewhere there is Grad-CAM alone',
    caption:
      `A test scene, explained for each of its digits. Columns: the scene; both methods at the last convolution (${last}) of a ` +
      `network that ends in global average pooling; Grad-CAM at an earlier one (${earlier}); Grad-CAM at the last convolution of a ` +
      'network with a hidden layer behind the pooling. Red: evidence for the digit, each map over its own maximum.',
    rows: labels.map((label) => [
      tile(`Why a ${label}?`, [scene]),
      ...wanted.map(({ title, ...which }) =>
        tile(title, [scene, { pixels: heatOf(find(label, which)), smooth: true }]),
      ),
    ]),
  });
}

function tile(title: string, layers: readonly Layer[]): Panel {
  const side = layers[0]!.pixels.width;
  return picturePanel(title, layers, { width: panelWidth(columns), side, axes: false });
}

function grayOf(scene: ByteMap): Pixels {
  return { data: valuesOf(scene), width: scene.width, height: scene.height, channels: 1 };
}

const opacity = 0.85;

/** Colors whose opacity grows with the evidence. */
function heatOf(heat: ByteMap): Pixels {
  const data = Uint8Array.from(
    [...valuesOf(heat)].flatMap((value) => [...turbo(value / 255), opacity * value]),
  );
  return { data, width: heat.width, height: heat.height, channels: 4 };
}
