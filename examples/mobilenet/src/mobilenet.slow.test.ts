import { contractTests } from '@convzoo/example-checks';
import { mobilenetV2 } from './mobilenet.js';

contractTests(mobilenetV2, {
  options: { width: 0.125, inputShape: [33, 40] },
  size: { parameters: 46_403, buffers: 4_264, macs: 344_666 },
});
