export type { Servable } from './servable.js';
export { type ServeOptions, type Server, serve } from './serve.js';
