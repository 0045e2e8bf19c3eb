import { parityTests } from '@convzoo/example-checks';
import parity from './fixtures/parity.json' with { type: 'json' };
import { mobilenetV2 } from './mobilenet.js';

parityTests(mobilenetV2, parity.cases, { parameters: 3504872, buffers: 34112, macs: 300774272 });
