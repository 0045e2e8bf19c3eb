import type { JSX } from 'preact';
import { percent, t } from '../i18n/texts.js';
import { methodName, methods } from '../state/methods.js';
import { first, method, opacity, type Slot, second } from '../state/slot.js';
import { TaskStatus } from './task-status.js';

/** How heat maps are made and shown, for both networks. */
export function HeatControls(): JSX.Element {
  const slots = second.value === undefined ? [first] : [first, second.value];
  const fitsCam = slots.every((slot) => slot.layer.value?.linear !== false);
  return (
    <section class="card controls" aria-labelledby="why-title">
      <h2 id="why-title">{t('why')}</h2>
      <label>
        <span>{t('why.method')}</span>
        <select
          value={method.value}
          onChange={({ currentTarget }) => {
            method.value = currentTarget.value;
          }}
        >
          {methods.map(({ key, name, slow }) => (
            <option
              key={key}
              value={key}
              disabled={key === 'cam' && !fitsCam}
              {...(key === 'cam' && !fitsCam ? { title: t('why.cam') } : {})}
            >
              {slow ? t('why.slow', { method: name }) : name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>
          {t('why.opacity')} <output>{percent(opacity.value, 0)}</output>
        </span>
        <input
          type="range"
          min="0"
          max="1"
          step="0.05"
          value={opacity.value}
          onInput={({ currentTarget }) => {
            opacity.value = currentTarget.valueAsNumber;
          }}
        />
      </label>
      <p class="scale">
        {t('why.low')} <span aria-hidden="true" /> {t('why.high')}
      </p>
    </section>
  );
}

/** What the heat map of a slot shows, and at which layer. */
export function HeatOf({ slot }: { slot: Slot }): JSX.Element {
  const { heat, network, layer } = slot;
  const picture = heat.value.value;
  const words = picture && { target: picture.target, method: methodName(picture.method) };
  return (
    <div class="heat-of">
      <label>
        <span>{t('why.layer')}</span>
        <select
          value={layer.value?.name}
          onChange={({ currentTarget }) => slot.chooseLayer(currentTarget.value)}
        >
          {network.value.value?.taps.map(({ name, shape }) => (
            <option key={name} value={name}>
              {name} ({shape.join('×')})
            </option>
          ))}
        </select>
      </label>
      {words !== undefined && (
        <p aria-live="polite" class="target">
          {t(picture?.degenerate ? 'why.nothing' : 'why.target', words)}
        </p>
      )}
      <TaskStatus task={heat} doing={t('why.explaining')} />
    </div>
  );
}
