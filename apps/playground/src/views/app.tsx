import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { t } from '../i18n/texts.js';
import { language, theme } from '../state/settings.js';
import { first, second } from '../state/slot.js';
import { Diagram } from './diagram.js';
import { Footer } from './footer.js';
import { Header } from './header.js';
import { PhotoPanel } from './photo-panel.js';
import { SlotCard } from './slot-card.js';
import { Teach } from './teach.js';

export function App(): JSX.Element {
  useSignalEffect(() => {
    const { documentElement: root } = document;
    root.lang = language.value;
    root.dataset.theme = theme.value;
    document.title = t('title');
  });
  const slots = second.value === undefined ? [first] : [first, second.value];
  return (
    <>
      <Header />
      <main>
        <PhotoPanel />
        <div class={slots.length > 1 ? 'slots two' : 'slots'}>
          {slots.map((slot, i) => (
            <SlotCard key={i === 0 ? 'first' : 'second'} slot={slot} />
          ))}
        </div>
        {slots.map((slot, i) => (
          <Diagram key={i === 0 ? 'first' : 'second'} slot={slot} />
        ))}
        <Teach />
      </main>
      <Footer />
    </>
  );
}
