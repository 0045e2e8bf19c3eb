import type { TaskSettings } from '../accuracy/tasks.js';
import type { Model } from '../models/models.js';
import type { Sampling } from './sampling.js';
import type { Subject } from './subject.js';

/** What a measuring process is started with: a subject and a round, or an engine to examine. */
export type Job =
  | {
      readonly kind: 'subject';
      readonly subject: Subject;
      readonly model: Model;
      readonly sampling: Sampling;
      /** Counted from 0. In rows of accuracy it chooses the seed. */
      readonly round: number;
      /** In rows of accuracy. */
      readonly task?: TaskSettings;
      /** Folder that the trained network is written to, in rows of accuracy. */
      readonly save?: string;
    }
  | { readonly kind: 'probe'; readonly engine: string }
  | { readonly kind: 'peak'; readonly engine: string };
