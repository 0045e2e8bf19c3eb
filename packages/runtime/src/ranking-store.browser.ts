import * as tf from '@tensorflow/tfjs-core';
import { candidates } from './candidates.js';
import { formatRanking, parseRanking, type RankingKey, type RankingStore } from './ranking.js';

const name = 'convzoo.runtimes';

/** The page's `localStorage`; undefined in workers, and where the page may not use it. */
export function rankingStore(): RankingStore | undefined {
  const storage = localStorageOf();
  if (storage === undefined) return undefined;
  return {
    read: async () => parseRanking(storage.getItem(name) ?? '', keyOf()),
    write: async (ranking) => {
      try {
        storage.setItem(name, formatRanking(keyOf(), ranking));
      } catch {
        // The storage is full: it is measured again next time.
      }
    },
  };
}

function localStorageOf(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** Backends register themselves when their packages are imported. */
function keyOf(): RankingKey {
  return {
    agent: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isolated: globalThis.crossOriginIsolated,
    tfjs: tf.version_core,
    backends: candidates
      .map(({ runtime }) => runtime.name)
      .filter((one) => tf.findBackendFactory(one) !== null),
  };
}
