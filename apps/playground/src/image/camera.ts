import type { Pixels } from '@convzoo/core/preprocess';

/** Opens the camera that looks at the user, or any other. The browser asks for permission. */
export async function openCamera(): Promise<MediaStream> {
  return await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 } } });
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What a video shows now; undefined before its first frame. */
export function frameOf(video: HTMLVideoElement): Pixels | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return undefined;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) return undefined;
  context.drawImage(video, 0, 0);
  return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
}
