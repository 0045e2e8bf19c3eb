import { ConvzooError } from '@convzoo/core';
import {
  encodeModel,
  loadOnnxRuntime,
  type OnnxModel,
  type OnnxNode,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';
import { type Exportable, exportModel } from '../export/export-model.js';
import { calibrate } from './calibrate.js';
import { foldBatchNorms } from './fold-batch-norm.js';
import { insertQdq, planQuantization } from './qdq.js';
import { type CalibrationMethod, rangeOf } from './ranges.js';
import { compareModels, type QuantizationReport } from './report.js';

export interface QuantizeOptions {
  /** Batches of preprocessed images, each `[batch, height, width, channels]`: a few hundred images in all. */
  readonly calibration: readonly Float32Array[];
  /** How the range of each activation is chosen. Default `min-max`. */
  readonly method?: CalibrationMethod;
  /** Weights whose layers stay in float, by name, such as `conv1/kernel`. */
  readonly keepFloat?: readonly string[];
}

export interface QuantizedModel {
  readonly model: OnnxModel;
  /** How it differs from the float model on the calibration images. */
  readonly report: QuantizationReport;
  /** The bytes of the ONNX file. */
  encode(): Uint8Array;
}

/**
 * Static quantization to int8 (Jacob et al. 2018, https://arxiv.org/abs/1712.05877): batch norms are folded,
 * the ranges of activations are taken from calibration images, and convolutions, matrix products, sums and
 * pools are computed in integers.
 *
 * @throws ConvzooError `invalid-argument` if there are no calibration images, or `keepFloat` names no weight.
 */
export async function quantize(
  source: Exportable,
  { calibration, method = 'min-max', keepFloat = [] }: QuantizeOptions,
): Promise<QuantizedModel> {
  if (calibration.length === 0) {
    throw invalid('calibration', 'at least one batch of images', 'none');
  }
  const exported = await exportModel(source);
  const unknown = keepFloat.find((name) => exported.initializers.every((tensor) => tensor.name !== name));
  if (unknown !== undefined) throw invalid('keepFloat', 'names of weights', `\`${unknown}\``);

  const runtime = loadOnnxRuntime();
  const float = foldBatchNorms(exported);
  const keeps = ({ inputs }: OnnxNode): boolean =>
    keepFloat.some((name) => inputs.some((input) => input === name || input.startsWith(`${name}/`)));
  const plan = planQuantization(float, keeps);
  const histograms = calibrate(runtime, float, [...plan.tensors], calibration);
  const ranges = new Map([...histograms].map(([name, histogram]) => [name, rangeOf(histogram, method)]));
  const model = insertQdq(float, plan, ranges);
  return {
    model,
    report: compareModels(runtime, float, model, plan, calibration),
    encode: () => encodeModel(model),
  };
}

function invalid(subject: string, expected: string, found: string): ConvzooError {
  return new ConvzooError('invalid-argument', { subject: `quantize: ${subject}`, expected, found });
}
