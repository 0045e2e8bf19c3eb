import { useSignal } from '@preact/signals';
import type { JSX, RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/texts.js';
import { closeCamera, openCamera } from '../image/camera.js';

/** What the camera sees, for as long as this view is there. */
export function CameraView({ video }: { video: RefObject<HTMLVideoElement | null> }): JSX.Element {
  const refused = useSignal<string | undefined>(undefined);
  useEffect(() => {
    let closed = false;
    let stream: MediaStream | undefined;
    openCamera().then(
      (opened) => {
        if (closed || video.current === null) return closeCamera(opened);
        stream = opened;
        video.current.srcObject = opened;
      },
      (error: unknown) => {
        refused.value = error instanceof Error ? error.message : String(error);
      },
    );
    return () => {
      closed = true;
      if (stream !== undefined) closeCamera(stream);
    };
  }, [video, refused]);
  if (refused.value !== undefined) {
    return (
      <p class="error" role="alert">
        {t('camera.refused', { reason: refused.value })}
      </p>
    );
  }
  return <video ref={video} aria-label={t('camera.view')} autoplay muted playsInline />;
}
