import { type RuntimeReport, useRuntime } from '@convzoo/runtime';
import { createOnnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import type { Facts } from './row.js';
import { timed } from './sample.js';
import type { Engine } from './subject.js';

/**
 * Starts an engine; afterwards TF.js computes on it. `compiled` starts ONNX Runtime under TF.js to prove
 * itself.
 */
export async function startEngine(
  { runtime, provider }: Engine,
  use: typeof useRuntime = useRuntime,
): Promise<Facts> {
  const adapters = provider === null ? [] : [createOnnxRuntime({ providers: [provider] })];
  const name = runtime === 'compiled' ? 'onnxruntime' : runtime;
  const [report, startMs] = await timed((): Promise<RuntimeReport> => use(name, { adapters }));
  const started = runtime === 'compiled' ? runtime : report.name;
  return {
    runtime: started,
    provider: provider ?? (started === 'onnxruntime' ? 'cpu' : null),
    device: report.device,
    isGpu: report.isGpu,
    versions: report.versions,
    passedOver: report.passedOver,
    startMs,
  };
}
