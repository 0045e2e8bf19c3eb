import { effect, type Signal, signal } from '@preact/signals';

/** A choice among a few words that the browser remembers. */
function remembered<T extends string>(key: string, values: readonly T[], fallback: T): Signal<T> {
  const stored = read(key);
  const choice = signal(values.find((value) => value === stored) ?? fallback);
  effect(() => write(key, choice.value));
  return choice;
}

// Some browsers refuse storage in private windows; then nothing is remembered.
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {}
}

export type Language = 'en' | 'ko';
export type Theme = 'auto' | 'light' | 'dark';

export const language: Signal<Language> = remembered(
  'language',
  ['en', 'ko'],
  navigator.language.startsWith('ko') ? 'ko' : 'en',
);
export const theme: Signal<Theme> = remembered('theme', ['auto', 'light', 'dark'], 'auto');
