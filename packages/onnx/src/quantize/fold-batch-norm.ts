import {
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  sizeOf,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';

/**
 * Folds each batch norm that follows a convolution into the convolution's weights:
 * `gamma (w x + b - mean) / sqrt(variance + epsilon) + beta` (Jacob et al. 2018, section 3.2).
 */
export function foldBatchNorms(model: OnnxModel): OnnxModel {
  const tensors = new Map(model.initializers.map((tensor) => [tensor.name, tensor]));
  const nodes: OnnxNode[] = [];
  const replaced = new Map<OnnxNode, OnnxNode>();
  for (const norm of model.nodes) {
    const conv = norm.op === 'BatchNormalization' ? soleProducer(model, norm.inputs[0]!) : undefined;
    const folded = conv && fold(conv, norm, tensors);
    if (conv === undefined || folded === undefined) continue;
    for (const tensor of folded.tensors) tensors.set(tensor.name, tensor);
    replaced.set(conv, folded.conv);
    replaced.set(norm, norm);
  }
  for (const node of model.nodes) {
    const result = replaced.get(node) ?? node;
    if (result.op !== 'BatchNormalization' || !replaced.has(node)) nodes.push(result);
  }
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  return { ...model, nodes, initializers: [...tensors.values()].filter(({ name }) => used.has(name)) };
}

/** The convolution that computes a tensor, if only one node reads it. */
function soleProducer(model: OnnxModel, name: string): OnnxNode | undefined {
  const readers = model.nodes.filter(({ inputs }) => inputs.includes(name));
  const isOutput = model.outputs.some((output) => output.name === name);
  if (readers.length !== 1 || isOutput) return undefined;
  return model.nodes.find(({ op, outputs }) => op === 'Conv' && outputs.includes(name));
}

function fold(
  conv: OnnxNode,
  norm: OnnxNode,
  tensors: ReadonlyMap<string, OnnxTensor>,
): { conv: OnnxNode; tensors: OnnxTensor[] } | undefined {
  const [image, weightName, biasName] = conv.inputs;
  const weight = tensors.get(weightName!);
  const [gamma, beta, mean, variance] = norm.inputs.slice(1).map((name) => tensors.get(name));
  const bias = biasName === undefined ? undefined : tensors.get(biasName);
  if (!weight || !gamma || !beta || !mean || !variance || (biasName && !bias)) return undefined;

  const { epsilon } = norm.attributes;
  const eps = typeof epsilon === 'object' && 'float' in epsilon ? epsilon.float : 1e-5;
  const channels = weight.shape[0]!;
  const perFilter = sizeOf(weight.shape) / channels;
  const gain = Float64Array.from(
    { length: channels },
    (_, c) => at(gamma, c) / Math.sqrt(at(variance, c) + eps),
  );
  const weights = Float32Array.from(
    { length: weight.data.length },
    (_, i) => at(weight, i) * gain[Math.floor(i / perFilter)]!,
  );
  const biases = Float32Array.from(
    { length: channels },
    (_, c) => ((bias ? at(bias, c) : 0) - at(mean, c)) * gain[c]! + at(beta, c),
  );
  const name = `${weight.name}/folded`;
  return {
    conv: { ...conv, inputs: [image!, name, `${name}/bias`], outputs: norm.outputs },
    tensors: [
      { name, dtype: 'float32', shape: weight.shape, data: weights },
      { name: `${name}/bias`, dtype: 'float32', shape: [channels], data: biases },
    ],
  };
}

function at({ data }: OnnxTensor, index: number): number {
  return Number(data[index]);
}
