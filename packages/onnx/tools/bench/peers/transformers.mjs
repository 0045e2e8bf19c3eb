/**
 * transformers.js: `transformers.mjs <folder where it is installed> <folder of the model> <photos> <batch>`.
 */
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { listImages } from '../../../../data/dist/index.js';
import { serve } from './serve.mjs';

const [installed, model, photos, batch] = process.argv.slice(2);
const { env, pipeline } = createRequire(join(installed, 'index.js'))('@huggingface/transformers');
env.allowRemoteModels = false;
env.localModelPath = dirname(model);
const classify = await pipeline('image-classification', basename(model), { dtype: 'fp32' });
const paths = await listImages([photos]);
await serve(async () => {
  const labels = [];
  for (let i = 0; i < paths.length; i += Number(batch)) {
    const found = await classify(batch === '1' ? [paths[i]] : paths.slice(i, i + Number(batch)), {
      top_k: 5,
    });
    labels.push(...found.map(([best]) => best.label));
  }
  return labels;
});
