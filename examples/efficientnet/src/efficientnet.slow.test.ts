import { contractTests } from '@convzoo/example-checks';
import { efficientnetB0 } from './efficientnet.js';

contractTests(efficientnetB0, {
  options: { width: 0.125, inputShape: [33, 40] },
  size: { parameters: 88_608, buffers: 5_252, macs: 519_514 },
});
