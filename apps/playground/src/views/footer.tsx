import type { JSX } from 'preact';
import { t } from '../i18n/texts.js';
import { engine } from '../state/compute.js';

export function Footer(): JSX.Element {
  const started = engine.value.value;
  return (
    <footer>
      <p>{t('privacy')}</p>
      <p aria-live="polite">
        {engine.error.value ??
          (started === undefined
            ? t('engine.starting')
            : t('engine.running', { name: started.name, device: started.device }))}
      </p>
      <p>
        <a href="https://github.com/convzoo/convzoo" rel="noreferrer">
          {t('source')}
        </a>
      </p>
      <p class="credits">{t('credits')}</p>
    </footer>
  );
}
