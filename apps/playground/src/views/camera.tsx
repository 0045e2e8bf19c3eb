import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/texts.js';
import { frameOf } from '../image/camera.js';
import { showPixels } from '../state/photo.js';
import { CameraView } from './camera-view.js';

/** Takes a photo with the camera. */
export function Camera({ onClose }: { onClose: () => void }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const take = (): void => {
    const pixels = video.current === null ? undefined : frameOf(video.current);
    if (pixels !== undefined) showPixels(pixels, t('photo.camera'));
  };
  return (
    <div class="camera">
      <CameraView video={video} />
      <div class="row">
        <button type="button" class="main" onClick={take}>
          {t('camera.take')}
        </button>
        <button type="button" onClick={onClose}>
          {t('camera.close')}
        </button>
      </div>
    </div>
  );
}
