import { join } from 'node:path';
import { loadModel, loadWeights, saveWeights, writeModelFolder } from '@convzoo/weights';

// Models made of the one that the rows train.

type Before = (folder: string) => Promise<void>;
type StateDict = Awaited<ReturnType<typeof loadWeights>>['stateDict'];

/** Weights without a description of their network, as other programs write them. */
export async function forget(folder: string): Promise<void> {
  const { stateDict } = await loadWeights(join(folder, 'run'));
  await saveWeights(join(folder, 'foreign.safetensors'), stateDict);
}

/** Finite weights that give infinite scores, or infinite activations on the way to them. */
export function explode(layer: string, file: string): Before {
  return async (folder) => {
    const { stateDict } = await loadWeights(join(folder, 'run'));
    const huge = changed(stateDict, layer, (value) => Math.sign(value) * 3e38);
    await saveWeights(join(folder, file), huge);
  };
}

/** A network that sees the first class in every image. */
export async function insist(folder: string): Promise<void> {
  const { stateDict, description } = await loadModel(join(folder, 'run'));
  const constant = changed(
    changed(stateDict, 'fc.weight', () => 0),
    'fc.bias',
    (_, i) => (i === 0 ? 9 : 0),
  );
  await writeModelFolder(join(folder, 'constant'), { stateDict: constant, description: description! });
}

/** A multi-label network whose thresholds let only its second class pass, and that always. */
export async function setThresholds(folder: string): Promise<void> {
  const { stateDict, description } = await loadModel(join(folder, 'run'));
  const head = { ...description!.head, kind: 'multi-label' as const, thresholds: [1, 1e-9, 1] };
  await writeModelFolder(join(folder, 'thresholds'), { stateDict, description: { ...description!, head } });
}

function changed(
  stateDict: StateDict,
  layer: string,
  change: (value: number, i: number) => number,
): StateDict {
  return new Map(
    [...stateDict].map(([name, tensor]) =>
      tensor.dtype === 'float32' && name.startsWith(layer)
        ? [name, { ...tensor, data: tensor.data.map(change) }]
        : [name, tensor],
    ),
  );
}
