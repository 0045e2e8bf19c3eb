import type { JSX } from 'preact';
import { percent, t } from '../i18n/texts.js';
import { methodName, methods } from '../state/methods.js';
import { method, opacity, type Slot } from '../state/slot.js';
import { TaskStatus } from './task-status.js';

/** How the heat map is made and shown: method and opacity are those of both networks, the layer is this one's. */
export function HeatControls({ slot }: { slot: Slot }): JSX.Element {
  const { heat, layer } = slot;
  const picture = heat.value.value;
  const info = slot.network.value.value;
  if (info !== undefined && info.inside === undefined) return <p class="hint">{t('network.runs')}</p>;
  const words = picture && { target: picture.target, method: methodName(picture.method) };
  return (
    <div class="heat-controls">
      <h3>{t('why')}</h3>
      {words !== undefined && (
        <p aria-live="polite" class="target">
          {t(picture?.degenerate ? 'why.nothing' : 'why.target', words)}
        </p>
      )}
      <div class="selects">
        <MethodSelect canUseCam={layer.value?.linear !== false} />
        <LayerSelect slot={slot} />
      </div>
      <div class="selects">
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
      </div>
      <TaskStatus task={heat} doing={t('why.explaining')} />
    </div>
  );
}

function MethodSelect({ canUseCam }: { canUseCam: boolean }): JSX.Element {
  return (
    <label>
      <span>{t('why.method')}</span>
      <select
        value={method.value}
        onChange={({ currentTarget }) => {
          method.value = currentTarget.value;
        }}
      >
        {methods.map(({ key, name, slow }) => {
          const isRefused = key === 'cam' && !canUseCam;
          return (
            <option
              key={key}
              value={key}
              disabled={isRefused}
              {...(isRefused ? { title: t('why.cam') } : {})}
            >
              {slow ? t('why.slow', { method: name }) : name}
            </option>
          );
        })}
      </select>
    </label>
  );
}

function LayerSelect({ slot: { network, layer, chooseLayer } }: { slot: Slot }): JSX.Element {
  return (
    <label>
      <span>{t('why.layer')}</span>
      <select value={layer.value?.name} onChange={({ currentTarget }) => chooseLayer(currentTarget.value)}>
        {network.value.value?.inside?.taps.map(({ name, shape }) => (
          <option key={name} value={name}>
            {name} ({shape.join('×')})
          </option>
        ))}
      </select>
    </label>
  );
}
