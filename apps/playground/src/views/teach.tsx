import type { JSX } from 'preact';
import type { PackFormat } from '../compute/jobs.js';
import { t } from '../i18n/texts.js';
import {
  addClass,
  canLearn,
  download,
  epochs,
  learn,
  learned,
  lessonClasses,
  packed,
} from '../state/lesson.js';
import { first } from '../state/slot.js';
import { LessonClassCard } from './lesson-class.js';
import { titleOf } from './network-picker.js';
import { TaskStatus } from './task-status.js';

const formats: readonly PackFormat[] = ['safetensors', 'onnx', 'timm'];
const formatNames: Readonly<Record<Exclude<PackFormat, 'timm'>, string>> = {
  safetensors: 'safetensors',
  onnx: 'ONNX',
};

/** Teaches the first network other classes, and offers the result as a file. */
export function Teach(): JSX.Element {
  const base = first.network.value.value;
  const result = learned.value.value;
  const { choice } = first;
  return (
    <section class="card teach" aria-labelledby="teach-title">
      <h2 id="teach-title">{t('teach')}</h2>
      <p class="hint">{t('teach.hint')}</p>
      <div class="classes">
        {lessonClasses.value.map((one, index) => (
          <LessonClassCard key={one.id} lesson={one} number={index + 1} />
        ))}
      </div>
      <div class="row">
        <button type="button" onClick={addClass}>
          {t('teach.add')}
        </button>
        <label class="inline">
          <span>{t('teach.epochs')}</span>
          <input
            type="number"
            min="1"
            max="200"
            value={epochs.value}
            onChange={({ currentTarget }) => {
              epochs.value = Math.min(200, Math.max(1, Math.round(currentTarget.valueAsNumber) || 1));
            }}
          />
        </label>
        <button
          type="button"
          class="main"
          disabled={!canLearn.value || base?.inside === undefined}
          onClick={() => base !== undefined && void learn(base, choice.value.name)}
        >
          {t('teach.start', { network: titleOf(choice.value) })}
        </button>
      </div>
      {!canLearn.value && <p class="hint">{t('teach.need')}</p>}
      <TaskStatus task={learned} doing={t('teach.learning')} />
      {result !== undefined && (
        <div class="row result">
          <p aria-live="polite">{t('teach.done', { right: result.right, photos: result.photos })}</p>
          <strong id="teach-export">{t('teach.export')}</strong>
          {formats.map((format) => (
            <button
              key={format}
              type="button"
              aria-describedby="teach-export"
              disabled={packed.share.value !== undefined}
              onClick={() => void download(result.network.id, format)}
            >
              {format === 'timm' ? t('teach.timm') : formatNames[format]}
            </button>
          ))}
        </div>
      )}
      <TaskStatus task={packed} doing={t('teach.packing')} />
    </section>
  );
}
