import { classify } from './classify.js';
import { startEngine } from './engine.js';
import { explain } from './explain.js';
import { openNetwork } from './open-network.js';
import { pack } from './pack.js';
import { serve } from './serve.js';
import { teach } from './teach.js';

serve(self, { start: startEngine, open: openNetwork, classify, explain, teach, pack });
