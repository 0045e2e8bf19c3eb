import { contractTests } from '@convzoo/example-checks';
import { squeezenet } from './squeezenet.js';

contractTests(squeezenet, {
  options: { width: 0.125, inputShape: [33, 40] },
  size: { parameters: 12_125, buffers: 0, macs: 154_496 },
});
