import { pretendBlocksOf } from '../fixtures/blocks-of.js';

pretendBlocksOf(16);
await import('./nchwc.parity.test.js');
