import { language } from '../state/settings.js';
import { en, type TextKey } from './en.js';
import { ko } from './ko.js';

export const languages = { en: { name: 'English', texts: en }, ko: { name: '한국어', texts: ko } } as const;

/** A text in the chosen language. Views that call it follow the choice. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(languages[language.value].texts[key], values);
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) =>
    Object.hasOwn(values, name) ? `${values[name]}` : hole,
  );
}

/** A number as readers of the chosen language write it: 11.7M, 1.8B. */
export function count(value: number): string {
  return new Intl.NumberFormat(language.value, { notation: 'compact', maximumSignificantDigits: 3 }).format(
    value,
  );
}

export function decimal(value: number): string {
  return new Intl.NumberFormat(language.value, { maximumSignificantDigits: 2 }).format(value);
}

export function percent(share: number, digits = 1): string {
  const format = { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(language.value, format).format(share);
}
