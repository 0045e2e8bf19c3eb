import { pretendBlocksOf } from '../fixtures/blocks-of.js';

pretendBlocksOf(4);
await import('./blocks.test.js');
await import('./conv-gradients.test.js');
await import('../compile/compile.test.js');
