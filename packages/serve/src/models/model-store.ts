import { ConvzooError } from '@convzoo/core';
import { describe, didYouMean } from '@convzoo/core/errors';
import type { Servable } from '../servable.js';
import type { ServedModel } from './served-model.js';

export interface ModelStore {
  readonly names: readonly string[];
  /** How a model is doing, for `/v2/repository/index`. */
  state(name: string): { readonly state: 'READY' | 'LOADING' | 'UNAVAILABLE'; readonly reason: string };
  /** Images that wait for a model. */
  waiting(name: string): number;
  /** A model that is ready. Throws `unknown-name`, or `run-failed` for one that could not be loaded. */
  get(name: string): ServedModel;
  /** Loads a model, again if it is there: requests go to the old one until the new one is ready. Throws what opening does. */
  load(name: string): Promise<void>;
  /** Waits for what runs, then frees every model. */
  close(): Promise<void>;
}

/**
 * The models of a server by name.
 *
 * @param openers How to open each of them.
 * @param serve Puts a model behind its batcher.
 */
export function createModelStore(
  openers: Readonly<Record<string, () => Promise<Servable>>>,
  serve: (name: string, servable: Servable) => ServedModel,
): ModelStore {
  const ready = new Map<string, ServedModel>();
  const loading = new Map<string, Promise<void>>();
  const failures = new Map<string, string>();
  const names = Object.keys(openers);

  const known = (name: string): void => {
    if (Object.hasOwn(openers, name)) return;
    throw new ConvzooError('unknown-name', {
      subject: 'model',
      expected: `one of ${names.join(', ')}`,
      found: describe(name),
      remedy: didYouMean(name, names),
    });
  };

  const open = async (name: string): Promise<void> => {
    try {
      const next = serve(name, await openers[name]!());
      const before = ready.get(name);
      ready.set(name, next);
      failures.delete(name);
      await before?.close();
    } catch (error) {
      failures.set(name, error instanceof Error ? error.message : String(error));
      throw error;
    }
  };

  return {
    names,
    state: (name) => {
      if (ready.has(name)) return { state: 'READY', reason: failures.get(name) ?? '' };
      return { state: loading.has(name) ? 'LOADING' : 'UNAVAILABLE', reason: failures.get(name) ?? '' };
    },
    waiting: (name) => ready.get(name)?.waiting ?? 0,
    get: (name) => {
      known(name);
      const model = ready.get(name);
      if (model !== undefined) return model;
      throw new ConvzooError('run-failed', {
        subject: `model ${name}`,
        expected: 'a model that is ready',
        found: failures.get(name) ?? 'one that is still being loaded',
      });
    },
    load: (name) => {
      known(name);
      const opening = loading.get(name) ?? open(name).finally(() => loading.delete(name));
      loading.set(name, opening);
      return opening;
    },
    close: async () => {
      await Promise.allSettled(loading.values());
      await Promise.all([...ready.values()].map((model) => model.close()));
      ready.clear();
    },
  };
}
