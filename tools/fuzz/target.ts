import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.ts';
import type { Random } from './random.ts';

/** A parser, and what it takes to reach its depths. */
export interface Target {
  /** Runs the parser. Only a ConvzooError may leave it. */
  readonly run: (input: Uint8Array) => unknown;
  /** Valid inputs. */
  readonly seeds: () => Promise<readonly Uint8Array[]> | readonly Uint8Array[];
  /** Words of the format; characters stand for bytes. */
  readonly words?: readonly string[];
  /** A change that keeps an input's outer structure, such as a length that fits. Used every other time. */
  readonly mutate?: (input: Uint8Array, inner: Inner, random: Random) => Uint8Array;
}

/** Any change of bytes within the structure. */
export type Inner = (bytes: Uint8Array) => Uint8Array;

/** A file of the repository. */
export const file = (path: string): Uint8Array => new Uint8Array(readFileSync(join(root, path)));

/** Bytes of these codes. */
export const bytes = (characters: string): Uint8Array =>
  Uint8Array.from(characters, (character) => character.charCodeAt(0));

export const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
export const text = (input: Uint8Array): string => new TextDecoder().decode(input);
