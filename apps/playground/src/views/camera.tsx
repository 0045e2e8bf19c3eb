import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { decimal, percent, t } from '../i18n/texts.js';
import { frameOf } from '../image/camera.js';
import { live, stopWatching, watch, watching } from '../state/live.js';
import { showPixels } from '../state/photo.js';
import { CameraView } from './camera-view.js';

/** Takes a photo with the camera, or classifies what it sees while it sees it. */
export function Camera({ onClose }: { onClose: () => void }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const frame = (): ReturnType<typeof frameOf> =>
    video.current === null ? undefined : frameOf(video.current);
  const take = (): void => {
    const pixels = frame();
    if (pixels !== undefined) showPixels(pixels, t('photo.camera'));
  };
  useEffect(() => stopWatching, []);
  const isWatching = watching.share.value !== undefined;
  return (
    <div class="camera">
      <CameraView video={video} />
      {isWatching && <LiveLabels />}
      {watching.error.value !== undefined && (
        <p class="error" role="alert">
          {watching.error.value}
        </p>
      )}
      <div class="row">
        <button type="button" class="main" onClick={take}>
          {t('camera.take')}
        </button>
        <button type="button" onClick={() => (isWatching ? stopWatching() : watch(frame))}>
          {t(isWatching ? 'camera.stop' : 'camera.live')}
        </button>
        <button type="button" onClick={onClose}>
          {t('camera.close')}
        </button>
      </div>
    </div>
  );
}

/** As many as can be read while they change. */
const shown = 3;

function LiveLabels(): JSX.Element {
  const { value } = live;
  if (value === undefined) return <p class="hint">{t('labels.classifying')}</p>;
  return (
    <div class="labels live">
      <ol aria-label={t('labels')}>
        {value.scores.slice(0, shown).map(({ label, score }) => (
          <li key={label} class="bar" style={{ '--share': score }}>
            <span class="name">{label}</span>
            <span class="score">{percent(score)}</span>
          </li>
        ))}
      </ol>
      <p class="hint">{t('camera.rate', { rate: decimal(value.rate) })}</p>
    </div>
  );
}
