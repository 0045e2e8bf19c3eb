import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { languages, t } from '../i18n/texts.js';
import { type Language, language, type Theme, theme } from '../state/settings.js';

const languageNames: readonly Language[] = ['en', 'ko'];
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

export function Header(): JSX.Element {
  return (
    <header>
      <a class="skip" href="#photo">
        {t('skip')}
      </a>
      <svg class="logo" viewBox="0 0 40 32" aria-hidden="true">
        <rect x="1" y="1" width="5" height="30" rx="1.5" />
        <rect x="9" y="6" width="7" height="20" rx="1.5" />
        <rect x="19" y="10" width="9" height="12" rx="1.5" />
        <rect x="31" y="13" width="8" height="6" rx="1.5" />
      </svg>
      <div>
        <h1>{t('title')}</h1>
        <p>{t('tagline')}</p>
      </div>
      <div class="settings">
        <Select
          label={t('language')}
          choice={language}
          options={languageNames.map((value) => ({ value, text: languages[value].name, lang: value }))}
        />
        <Select
          label={t('theme')}
          choice={theme}
          options={themes.map((value) => ({ value, text: t(`theme.${value}`) }))}
        />
      </div>
    </header>
  );
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly choice: Signal<T>;
  readonly options: readonly { readonly value: T; readonly text: string; readonly lang?: string }[];
}

function Select<T extends string>({ label, choice, options }: SelectProps<T>): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <select
        value={choice.value}
        onChange={({ currentTarget }) => {
          const chosen = options.find(({ value }) => value === currentTarget.value);
          if (chosen !== undefined) choice.value = chosen.value;
        }}
      >
        {options.map(({ value, text, lang }) => (
          <option key={value} value={value} {...(lang === undefined ? {} : { lang })}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
