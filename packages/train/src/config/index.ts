export { type ConfigField, configFields } from './fields.js';
