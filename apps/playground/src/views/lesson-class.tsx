import type { Pixels } from '@convzoo/core/preprocess';
import { decodeImage } from '@convzoo/data';
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/texts.js';
import { frameOf } from '../image/camera.js';
import { type LessonClass, lessonClasses, removeClass } from '../state/lesson.js';
import { CameraView } from './camera-view.js';
import { FileButton } from './file-button.js';
import { PixelsCanvas } from './pixels-canvas.js';

/** Thumbnails that have room in a card. */
const shown = 8;
/** Milliseconds between the frames that are recorded. */
const pace = 200;

/** One class to learn: its name, and photos from files or the camera. */
export function LessonClassCard({ lesson, number }: { lesson: LessonClass; number: number }): JSX.Element {
  const { name, photos } = lesson;
  const recording = useSignal(false);
  const failed = useSignal<string | undefined>(undefined);
  const add = (more: readonly Pixels[]): void => {
    photos.value = [...photos.value, ...more];
  };
  const read = async (files: readonly File[]): Promise<void> => {
    failed.value = undefined;
    try {
      add(await Promise.all(files.map((file) => decodeImage(file))));
    } catch (error) {
      failed.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <fieldset class="lesson-class">
      <legend class="visually-hidden">{t('teach.default', { number })}</legend>
      <input
        type="text"
        aria-label={t('teach.class', { number })}
        placeholder={t('teach.class', { number })}
        maxLength={60}
        value={name.value}
        onInput={({ currentTarget }) => {
          name.value = currentTarget.value;
        }}
      />
      <div class="thumbnails" aria-hidden="true">
        {photos.value.slice(-shown).map((pixels, i) => (
          <PixelsCanvas key={`${photos.value.length - i}`} pixels={pixels} />
        ))}
      </div>
      <p class="hint" aria-live="polite">
        {t('teach.photos', { count: photos.value.length })}
      </p>
      {recording.value && <Recorder onFrame={(frame) => add([frame])} />}
      {failed.value !== undefined && (
        <p class="error" role="alert">
          {failed.value}
        </p>
      )}
      <div class="row">
        <FileButton
          label={t('teach.files')}
          accept="image/*"
          multiple
          onFiles={(files) => void read(files)}
        />
        <button
          type="button"
          aria-pressed={recording.value}
          onClick={() => {
            recording.value = !recording.value;
          }}
        >
          {t(recording.value ? 'teach.recording' : 'teach.camera')}
        </button>
        {lessonClasses.value.length > 2 && (
          <button type="button" class="quiet" onClick={() => removeClass(lesson.id)}>
            {t('teach.remove', { name: name.value || t('teach.default', { number }) })}
          </button>
        )}
      </div>
    </fieldset>
  );
}

/** Takes frames of the camera for as long as it is there. */
function Recorder({ onFrame }: { onFrame: (frame: Pixels) => void }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(onFrame);
  latest.current = onFrame;
  useEffect(() => {
    const timer = setInterval(() => {
      const frame = video.current === null ? undefined : frameOf(video.current);
      if (frame !== undefined) latest.current(frame);
    }, pace);
    return () => clearInterval(timer);
  }, []);
  return <CameraView video={video} />;
}
