import type { JSX } from 'preact';
import { percent, t } from '../i18n/texts.js';
import type { Slot } from '../state/slot.js';
import { TaskStatus } from './task-status.js';

/** The labels of the photo with their probabilities; choosing one explains it. */
export function Labels({ slot: { labels, target, heat, network } }: { slot: Slot }): JSX.Element {
  const classification = labels.value.value;
  const explained = target.value ?? heat.value.value?.target;
  const isMultiLabel = network.value.value?.kind === 'multi-label';
  return (
    <div class="labels">
      <h3>{t('labels')}</h3>
      {classification === undefined ? (
        <p class="hint">{t('labels.waiting')}</p>
      ) : (
        <>
          <p class="hint">{t('labels.hint')}</p>
          <ol aria-live="polite">
            {classification.scores.map(({ label, score }) => (
              <li key={label}>
                <button
                  type="button"
                  class="bar"
                  aria-pressed={label === explained}
                  style={{ '--share': score }}
                  onClick={() => {
                    target.value = label;
                  }}
                >
                  <span class="name">{label}</span>
                  {isMultiLabel && classification.holds.includes(label) && (
                    <span class="holds">{t('labels.holds')}</span>
                  )}
                  <span class="score">{percent(score)}</span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      <TaskStatus task={labels} doing={t('labels.classifying')} />
    </div>
  );
}
