import { pretendBlocksOf } from '../../../tfjs-backend-onnxruntime/src/fixtures/blocks-of.js';

pretendBlocksOf(4);
await import('./compile.parity.test.js');
