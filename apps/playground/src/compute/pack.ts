import { describeModel, type ImageClassifier, type JsonObject, modelMetadata } from '@convzoo/core';
import { exportOnnx } from '@convzoo/onnx';
import { formatSafetensors, modelFiles } from '@convzoo/weights';
import { zipSync } from 'fflate';
import type { Packed, PackFormat } from './jobs.js';
import { classifierOf, networkOf } from './networks.js';

/** A network as one file to download. */
export async function pack({ network, format }: { network: string; format: PackFormat }): Promise<Packed> {
  const classifier = classifierOf(network);
  const [ending, format_] = formats[format];
  const bytes = await format_(classifier, networkOf(network).training);
  return { name: `${classifier.architecture.name}${ending}`, bytes: new Uint8Array(bytes) };
}

type Format = (classifier: ImageClassifier, training: JsonObject | undefined) => Promise<Uint8Array>;

const formats: Readonly<Record<PackFormat, readonly [ending: string, format: Format]>> = {
  safetensors: [
    '.safetensors',
    async (classifier, training) =>
      formatSafetensors(await classifier.stateDict(), modelMetadata(describeModel(classifier, { training }))),
  ],
  onnx: ['.onnx', (classifier) => exportOnnx(classifier)],
  timm: [
    '.zip',
    async (classifier, training) => {
      const files = modelFiles({
        stateDict: await classifier.stateDict(),
        description: describeModel(classifier, { training }),
        timm: classifier.architecture.timm,
      });
      const entries = await Promise.all(
        files.map(async ({ name, parts }) => [name, await joined(parts)] as const),
      );
      // Weights hardly shrink.
      return zipSync(Object.fromEntries(entries), { level: 0 });
    },
  ],
};

async function joined(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer());
}
