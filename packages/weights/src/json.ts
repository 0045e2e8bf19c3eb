import { parseJson } from '@convzoo/core/json';
import { invalidWeights } from './invalid.js';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Decodes strict UTF-8. */
export function decodeText(bytes: Uint8Array, subject: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalidWeights(subject, 'UTF-8 text', 'bytes that are not UTF-8', undefined, cause);
  }
}

/** Parses a JSON object. */
export function parseJsonObject(text: string, subject: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    const found = text.trim() === '' ? 'no text' : `text that is not (${messageOf(cause)})`;
    throw invalidWeights(subject, 'valid JSON', found, undefined, cause);
  }
  if (!isRecord(value)) throw invalidWeights(subject, 'a JSON object', 'another JSON value');
  return value;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 100) : String(error);
}
