import { parityTests } from '@convzoo/example-checks';
import parity from './fixtures/parity.json' with { type: 'json' };
import { squeezenet } from './squeezenet.js';

parityTests(squeezenet, parity.cases, { parameters: 1235496, buffers: 0, macs: 349151936 });
