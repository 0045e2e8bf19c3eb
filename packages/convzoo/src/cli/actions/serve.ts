import { basename } from 'node:path';
import { ConvzooError, missingPackage } from '@convzoo/core/errors';
import type { Servable } from '@convzoo/serve';
import { openReference } from '../open-model.js';
import type { Terminal } from '../terminal.js';

export interface ServeFlags {
  /** References of models, each perhaps with `name=` before it. */
  readonly model: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly maxBatch: number;
  readonly maxDelay: number;
  readonly maxQueue: number;
  readonly runtime?: string;
}

/** `convzoo serve`: serves models over HTTP until it is stopped, then finishes pending requests. */
export async function serveModels(flags: ServeFlags, terminal: Terminal): Promise<void> {
  const { serve } = await loadServe();
  const { model, runtime = 'auto', ...options } = flags;
  const open = async (reference: string): Promise<Servable> => {
    const { head, preprocessing, inputLogits, dispose } = await openReference(
      reference,
      { runtime },
      terminal,
    );
    return { head, preprocessing, logits: inputLogits, dispose };
  };
  const references = model.map(namedReference);
  const models = Object.fromEntries(references.map(({ name, reference }) => [name, () => open(reference)]));
  const names = Object.keys(models);
  if (names.length < references.length) {
    throw new ConvzooError('invalid-argument', {
      subject: '--model',
      expected: 'a name for each model',
      found: references.map(({ name }) => name).join(', '),
      remedy: 'Name them with --model name=reference.',
    });
  }
  const server = await serve({ ...options, models });
  terminal.jsonLine({ url: server.url, models: names });
  terminal.line(`${names.join(', ')} at ${server.url}`);
  terminal.next([`curl --data-binary @photo.jpg '${server.url}/classify?top=3'`, 'classifies a photo']);
  await aborted(terminal.signal);
  terminal.progress.show({ text: 'finishing pending requests' });
  await server.close();
}

/** `birds=runs/7` is served as birds, `runs/birds` too. */
function namedReference(text: string): { name: string; reference: string } {
  const [, name, reference] = /^([\w.-]+)=(.+)$/.exec(text) ?? [];
  if (name !== undefined && reference !== undefined) return { name, reference };
  return { name: basename(text).replace(/\.(safetensors|onnx)$/, ''), reference: text };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function loadServe(): Promise<typeof import('@convzoo/serve')> {
  try {
    return await import('@convzoo/serve');
  } catch (cause) {
    throw missingPackage('convzoo serve', '@convzoo/serve', cause);
  }
}
