import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/texts.js';
import { type Sample, samples } from '../state/catalog.js';
import { chooseSample } from '../state/choose-sample.js';
import { photo, showPhoto } from '../state/photo.js';
import { Camera } from './camera.js';
import { FileButton } from './file-button.js';
import { TaskStatus } from './task-status.js';

/** Where a photo comes from: the samples, a file, the camera, or one dropped on the page. */
export function PhotoPanel(): JSX.Element {
  const camera = useSignal(false);
  return (
    <section id="photo" class="card photo" aria-labelledby="photo-title" tabIndex={-1}>
      <h2 id="photo-title">{t('photo')}</h2>
      <p class="hint">{t('photo.hint')}</p>
      <ul class="samples" aria-label={t('photo.samples')}>
        {samples.map((sample) => (
          <li key={sample.file}>
            <SampleButton sample={sample} />
          </li>
        ))}
      </ul>
      <div class="row">
        <FileButton
          label={t('photo.choose')}
          accept="image/*"
          onFiles={([file]) => file !== undefined && showPhoto(file, file.name)}
        />
        <button
          type="button"
          aria-expanded={camera.value}
          onClick={() => {
            camera.value = !camera.value;
          }}
        >
          {t('photo.camera')}
        </button>
      </div>
      {camera.value && (
        <Camera
          onClose={() => {
            camera.value = false;
          }}
        />
      )}
      <TaskStatus task={photo} doing={t('photo')} />
      <DropZone />
    </section>
  );
}

function SampleButton({ sample }: { sample: Sample }): JSX.Element {
  const name = t(sample.text, sample.values);
  const isShown = photo.value.value?.name === sample.file;
  return (
    <button type="button" aria-pressed={isShown} title={name} onClick={() => chooseSample(sample)}>
      <img src={sample.file} alt={name} loading="lazy" width="64" height="64" />
    </button>
  );
}

/** The whole page takes photos that are dropped on it. */
function DropZone(): JSX.Element | null {
  const over = useSignal(false);
  useEffect(() => {
    const drag = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      over.value = true;
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) over.value = false;
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      over.value = false;
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) showPhoto(file, file.name);
    };
    document.addEventListener('dragover', drag);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', drag);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [over]);
  return over.value ? <div class="drop">{t('photo.drop')}</div> : null;
}
