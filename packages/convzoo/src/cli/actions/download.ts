import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import { type CachedWeights, listCached, removeCached } from '@convzoo/weights/hub';
import { computing } from '../command.js';
import type { Terminal } from '../terminal.js';
import { wrong } from '../wrong.js';

export interface DownloadFlags {
  readonly list?: boolean;
  readonly clear?: boolean;
}

/** `convzoo download`: downloads weights to the cache, lists them, or deletes them. */
export async function download(
  models: readonly string[],
  flags: DownloadFlags,
  terminal: Terminal,
): Promise<void> {
  const { list = false, clear = false } = flags;
  if (list && models.length > 0) throw wrong('--list', 'no models beside it', models.join(', '));
  if (!list && !clear && models.length === 0)
    throw wrong('model', 'models to download, --list or --clear', 'nothing');
  if (list) return print(await listCached(), terminal);
  if (clear) return await remove(models, terminal);
  // The cache is listed and cleared without TensorFlow.js.
  const { openReference } = await computing(import('../open-model.js'));
  for (const model of models) {
    // Opening a model reads all of its weights, which checks what is in the cache.
    const opened = await openReference(model, { runtime: 'cpu' }, terminal);
    opened.dispose();
    terminal.line(`${model}: in the cache`);
  }
  terminal.json({ models });
  terminal.next([`convzoo classify photo.jpg --model ${models[0]}`, 'classify with it, even offline']);
}

function print(cached: readonly CachedWeights[], terminal: Terminal): void {
  terminal.json(cached);
  if (cached.length === 0) terminal.note('the cache is empty');
  else
    terminal.table(
      ['weights', 'MB', 'cache'],
      cached.map(({ name, bytes, isShared }) => [
        name,
        Math.round(bytes / 1e5) / 10,
        isShared ? 'shared with Hugging Face’s tools' : 'convzoo',
      ]),
    );
}

/** Deletes the weights of these names; without names all that other programs do not use. */
async function remove(names: readonly string[], terminal: Terminal): Promise<void> {
  const cached = await listCached();
  const known = cached.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ConvzooError('unknown-name', {
      subject: 'download --clear',
      expected: 'weights that `convzoo download --list` names',
      found: describe(unknown),
      remedy: didYouMean(unknown, known),
    });
  }
  const chosen = cached.filter(({ name, isShared }) =>
    names.length === 0 ? !isShared : names.includes(name),
  );
  for (const one of chosen) await removeCached(one);
  terminal.json({ removed: chosen });
  for (const { name } of chosen) terminal.line(`${name}: deleted`);
  if (names.length > 0) return;
  const kept = cached.length - chosen.length;
  if (kept > 0)
    terminal.note(`kept ${kept} in the cache shared with Hugging Face’s tools: name them to delete them`);
}
