// Bundled by run.mjs: TF.js's own suite, on the backend that this package registers.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { registerOnnxRuntimeBackend } from '../../dist/index.js';

const name = registerOnnxRuntimeBackend();
setTestEnvs([{ name, backendName: name, isDataSync: true }]);
require('@tensorflow/tfjs-core/dist/tests');
