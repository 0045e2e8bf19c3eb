import type { ImageClassifier, JsonObject } from '@convzoo/core';
import type { NetworkInfo } from './jobs.js';

/** A network with its weights, and how they were trained. */
export interface OpenNetwork {
  readonly classifier: ImageClassifier;
  readonly training: JsonObject | undefined;
}

/** The networks that are open, by the ids under which the page knows them. */
const open = new Map<string, OpenNetwork>();

/** Keeps a network open and describes it for the page. */
export function keep({ classifier, training }: OpenNetwork): NetworkInfo {
  const id = `${open.size}`;
  open.set(id, { classifier, training });
  const { architecture, head, preprocessing, featureInfo, taps, lastConv, size } = classifier;
  return {
    id,
    architecture: architecture.name,
    ...(architecture.paper === undefined ? {} : { paper: architecture.paper }),
    kind: head.kind,
    classes: head.classes,
    input: architecture.inputShape,
    preprocessing,
    layers: classifier.summary(),
    taps: featureInfo.map((info) => ({ ...info, linear: taps[info.name]?.linear !== undefined })),
    lastConv: lastConv.name,
    size,
    ...(training === undefined ? {} : { training }),
  };
}

export function networkOf(id: string): OpenNetwork {
  const network = open.get(id);
  if (network === undefined) throw new TypeError(`no open network ${id}`);
  return network;
}
