import type { JSX } from 'preact';
import { t } from '../i18n/texts.js';
import { choices } from '../state/catalog.js';
import { compareWith, endComparison, first, type Slot, second } from '../state/slot.js';
import { HeatControls } from './heat-controls.js';
import { Labels } from './labels.js';
import { NetworkPicker } from './network-picker.js';
import { Stage } from './stage.js';

/** A network looking at the photo. */
export function SlotCard({ slot }: { slot: Slot }): JSX.Element {
  const isSecond = slot !== first;
  return (
    <section class="card slot" aria-label={t(isSecond ? 'network.second' : 'network')}>
      <NetworkPicker slot={slot} label={t(isSecond ? 'network.second' : 'network')} />
      <div class="looks">
        <Stage slot={slot} />
        <div class="says">
          <Labels slot={slot} />
          <HeatControls slot={slot} />
        </div>
      </div>
      {isSecond && (
        <button type="button" class="quiet" onClick={endComparison}>
          {t('network.replace')}
        </button>
      )}
      {!isSecond && second.value === undefined && (
        <button type="button" onClick={() => compareWith(other(slot))}>
          {t('compare')}
        </button>
      )}
    </section>
  );
}

/** Another network of the same subject, if there is one. */
function other({ choice }: Slot): (typeof choices.value)[number] {
  const { key, subject } = choice.value;
  const others = choices.value.filter((one) => one.key !== key && one.group !== 'published');
  return others.find((one) => one.subject === subject) ?? others[0] ?? choice.value;
}
