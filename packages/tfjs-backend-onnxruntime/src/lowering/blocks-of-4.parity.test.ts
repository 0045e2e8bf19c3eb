import { pretendBlocksOf } from '../fixtures/blocks-of.js';

pretendBlocksOf(4);
await import('./nchwc.parity.test.js');
await import('./gradients/convolution.parity.test.js');
