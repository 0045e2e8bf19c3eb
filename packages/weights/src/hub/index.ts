export { type ModelCardOptions, modelCard } from './model-card.js';
