import { readFile } from 'node:fs/promises';
import type { ClusterModel } from '@convzoo/cluster';
import { fileError } from '@convzoo/core/errors';
import type { Model } from '../../model/model.js';
import { openExplainer } from './explainer.js';
import { loadCluster } from './load-cluster.js';

/** The hash by which workers know a model. */
export async function hashOfModel({ classifier, name }: Model): Promise<string> {
  const { modelHash } = await loadCluster();
  if (classifier === undefined) return modelHash(await readOnnx(name));
  return modelHash(await classifier.stateDict(), classifier.description);
}

/** A model as workers run it, on an engine by its name. */
export async function clusterModel(model: Model, runtime: string): Promise<ClusterModel> {
  const { classifier, head, preprocessing, inputLogits, dispose } = model;
  return {
    hash: await hashOfModel(model),
    head,
    preprocessing,
    logits: inputLogits,
    // `convzoo evaluate` measures the network itself.
    ...(classifier === undefined
      ? {}
      : {
          evaluatedLogits: (inputs) => classifier.logits(inputs),
          explainer: (explain) => openExplainer(model, explain, runtime),
        }),
    dispose,
  };
}

async function readOnnx(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError(path, 'an ONNX file on this machine', error);
  }
}
