export { contractTests } from './contract.js';
export { parityTests } from './parity.js';
