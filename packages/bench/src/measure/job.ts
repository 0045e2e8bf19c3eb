import type { Model } from '../models/models.js';
import type { Sampling } from './sampling.js';

/** What a measuring process is started with, as JSON in its only argument. */
export interface Job {
  readonly model: Model;
  readonly runtime: string;
  readonly batch: number;
  readonly sampling: Sampling;
}
