import { parityTests } from '@convzoo/example-checks';
import { efficientnetB0 } from './efficientnet.js';
import parity from './fixtures/parity.json' with { type: 'json' };

parityTests(efficientnetB0, parity.cases, { parameters: 5288548, buffers: 42016, macs: 385814752 });
