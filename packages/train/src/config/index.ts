export { optimizerDefaults } from '../optimizers/defaults.js';
export { type ConfigField, configFields } from './fields.js';
export { settingDefaults } from './schema.js';
