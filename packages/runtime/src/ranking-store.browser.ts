import * as tf from '@tensorflow/tfjs-core';
import { formatRanking, parseRanking, type RankingStore } from './ranking.js';

/** Of the script, so that a new build, which may bring other engines, measures again; nothing is fetched from it. */
const address = `https://convzoo.invalid/runtimes/${encodeURIComponent(import.meta.url)}`;

/** The browser's cache storage, which pages and workers share. */
export function rankingStore(): RankingStore {
  const key = {
    agent: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isolated: globalThis.crossOriginIsolated,
    tfjs: tf.version_core,
  };
  return {
    read: async () => {
      const kept = await openCache().then((cache) => cache?.match(address));
      return parseRanking((await kept?.text()) ?? '', key);
    },
    write: async (ranking) => {
      const cache = await openCache();
      // The storage may be full: it is measured again next time.
      await cache?.put(address, new Response(formatRanking(key, ranking))).catch(() => {});
    },
  };
}

/** Undefined where the page is not secure, or may store nothing. */
async function openCache(): Promise<Cache | undefined> {
  return await globalThis.caches?.open('convzoo-runtimes').catch(() => undefined);
}
