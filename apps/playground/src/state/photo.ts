import type { Pixels } from '@convzoo/core/preprocess';
import { decodeImage } from '@convzoo/data';
import { createTask, type Task } from './task.js';

/** A decoded image and what it is called. */
export interface Photo {
  readonly name: string;
  readonly pixels: Pixels;
}

/** The photo that is looked at. */
export const photo: Task<Photo> = createTask();

/** Looks at a photo that somebody chose or took. */
export function showPhoto(file: Blob, name: string): void {
  void photo.start(async () => ({ name, pixels: await decodeImage(file) }));
}

/** Looks at a photo of this site. */
export function showPhotoAt(address: string, name: string): void {
  void photo.start(async ({ signal }) => {
    const response = await fetch(new URL(address, document.baseURI), { signal });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return { name, pixels: await decodeImage(await response.blob()) };
  });
}

/** Looks at pixels that the camera took. */
export function showPixels(pixels: Pixels, name: string): void {
  void photo.start(async () => ({ name, pixels }));
}
