import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type {
  Classification,
  ExplanationPicture,
  LayerInfo,
  NetworkInfo,
  NetworkSource,
} from '../compute/jobs.js';
import { type Choice, firstChoice } from './catalog.js';
import { engine, run } from './compute.js';
import { isOfLayer } from './methods.js';
import { photo } from './photo.js';
import { createTask, type Task } from './task.js';

/** Row and column of a cell of a map, from 0. */
export type Cell = readonly [row: number, column: number];

/** One network looking at the photo: what it says, and why. */
export interface Slot {
  readonly choice: Signal<Choice>;
  readonly network: Task<NetworkInfo>;
  readonly labels: Task<Classification>;
  readonly heat: Task<ExplanationPicture>;
  /** The tap at which it is explained; its map is the one whose cells can be chosen. */
  readonly layer: ReadonlySignal<LayerInfo | undefined>;
  chooseLayer(name: string): void;
  /** The class to explain; undefined: the prediction. */
  readonly target: Signal<string | undefined>;
  readonly cell: Signal<Cell | undefined>;
  /** Forgets its results and stops following the photo. */
  dispose(): void;
}

export const method: Signal<string> = signal('gradcam');
export const opacity: Signal<number> = signal(0.75);

/** The worker lies elsewhere than the page, from which addresses are counted. */
function absolute(source: NetworkSource): NetworkSource {
  if (source.kind !== 'address') return source;
  return { ...source, address: new URL(source.address, document.baseURI).href };
}

/** Networks that are open, by the keys of their choices: none is opened twice. */
const opened = new Map<string, NetworkInfo>();

/** Makes a network that is open already known under a choice. */
export function alreadyOpen(choice: Choice, network: NetworkInfo): void {
  opened.set(choice.key, network);
}

function createSlot(first: Choice = firstChoice): Slot {
  const choice = signal(first);
  const layerName = signal<string>();
  const target = signal<string>();
  const cell = signal<Cell>();
  const network: Task<NetworkInfo> = createTask();
  const labels: Task<Classification> = createTask();
  const heat: Task<ExplanationPicture> = createTask();
  const layer = computed(() => {
    const inside = network.value.value?.inside;
    const wanted = layerName.value ?? inside?.lastConv;
    return inside?.taps.find(({ name }) => name === wanted);
  });

  const open = (): void => {
    const { key, source } = choice.value;
    if (engine.value.value === undefined) return;
    batch(() => {
      for (const task of [network, labels, heat]) task.clear();
      layerName.value = undefined;
      target.value = undefined;
      cell.value = undefined;
    });
    void network.start(async (work) => {
      const info = opened.get(key) ?? (await run('open', absolute(source), work));
      opened.set(key, info);
      return info;
    });
  };
  const classify = (): void => {
    const [open, image] = [network.value.value, photo.value.value];
    if (open === undefined || image === undefined) return;
    void labels.start((work) => run('classify', { network: open.id, image: image.pixels }, work));
  };
  const explain = (): void => {
    const [open, image, at] = [network.value.value, photo.value.value, layer.value];
    if (open === undefined || image === undefined || at === undefined) return;
    const wanted = target.value;
    const request = { network: open.id, image: image.pixels, method: method.value, layer: at.name };
    void heat.start((work) =>
      run('explain', { ...request, ...(wanted === undefined ? {} : { target: wanted }) }, work),
    );
  };
  const newPhoto = (): void => {
    if (photo.value.value === undefined) return;
    target.value = undefined;
    cell.value = undefined;
  };
  const stops = [newPhoto, open, classify, explain].map((follow) => effect(follow));
  return {
    choice,
    network,
    labels,
    heat,
    layer,
    chooseLayer: (name) => {
      batch(() => {
        layerName.value = name;
        cell.value = undefined;
      });
    },
    target,
    cell,
    dispose: () => {
      for (const stop of stops) stop();
      for (const task of [network, labels, heat]) task.clear();
    },
  };
}

/** The network that is always there. */
export const first: Slot = createSlot();
/** The one that it is compared with. */
export const second: Signal<Slot | undefined> = signal();

export function compareWith(choice: Choice): void {
  second.value = createSlot(choice);
}

export function endComparison(): void {
  second.value?.dispose();
  second.value = undefined;
}

/** The value of the heat map at a cell, if the map has the cells of the layer. */
export function evidenceAt(
  picture: ExplanationPicture,
  layer: LayerInfo,
  [row, column]: Cell,
): number | undefined {
  const { height, width, data } = picture.map;
  const [rows, columns] = layer.shape;
  const fits =
    isOfLayer(picture.method) && picture.layer === layer.name && height === rows && width === columns;
  return fits ? data[row * width + column] : undefined;
}
