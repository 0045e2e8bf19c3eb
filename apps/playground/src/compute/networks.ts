import type { DecodeOptions, Head, ImageClassifier, JsonObject, Pixels, Prediction } from '@convzoo/core';
import type { Preprocessing } from '@convzoo/core/preprocess';
import type { NetworkInfo, NetworkInside } from './jobs.js';

/** A network that answers. */
export interface OpenNetwork {
  readonly head: Head;
  readonly preprocessing: Preprocessing;
  /** How it was trained. */
  readonly training: JsonObject | undefined;
  /** Its layers; undefined for an ONNX file, which is only run. */
  readonly classifier: ImageClassifier | undefined;
  classify(image: Pixels, options: DecodeOptions): Promise<Prediction[]>;
}

/** The networks that are open, by the ids under which the page knows them. */
const open = new Map<string, OpenNetwork>();

/** Keeps a network open and describes it for the page. */
export function keep(network: OpenNetwork): NetworkInfo {
  const id = `${open.size}`;
  open.set(id, network);
  const { head, preprocessing, training, classifier } = network;
  return {
    id,
    kind: head.kind,
    classes: head.classes,
    preprocessing,
    ...(training === undefined ? {} : { training }),
    ...(classifier === undefined ? {} : { inside: insideOf(classifier) }),
  };
}

function insideOf(classifier: ImageClassifier): NetworkInside {
  const { architecture, featureInfo, taps, lastConv, size } = classifier;
  return {
    architecture: architecture.name,
    ...(architecture.paper === undefined ? {} : { paper: architecture.paper }),
    input: architecture.inputShape,
    layers: classifier.summary(),
    taps: featureInfo.map((info) => ({ ...info, linear: taps[info.name]?.linear !== undefined })),
    lastConv: lastConv.name,
    size,
  };
}

export function networkOf(id: string): OpenNetwork {
  const network = open.get(id);
  if (network === undefined) throw new TypeError(`no open network ${id}`);
  return network;
}

/** The layers of a network, which the page asks for only where there are some. */
export function classifierOf(id: string): ImageClassifier {
  const { classifier } = networkOf(id);
  if (classifier === undefined) throw new TypeError(`network ${id} can only be run`);
  return classifier;
}
