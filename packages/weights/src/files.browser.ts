// A page has no file system: it reads weights, and formats them as bytes.
import { ConvzooError } from '@convzoo/core/errors';

/** Refuses every call. */
type Unavailable = () => Promise<never>;

const needsFiles =
  (subject: string, remedy: string): Unavailable =>
  async () => {
    throw new ConvzooError('runtime-unavailable', {
      subject,
      expected: 'Node.js, which has a file system',
      found: 'a page',
      remedy,
    });
  };

const read = 'Use loadWeights, which keeps verified downloads in the cache of the page.';
const format = 'Use formatSafetensors and offer the bytes as a download.';

export const downloadUrl: Unavailable = needsFiles('downloadUrl', read);
export const openHub: Unavailable = needsFiles('openHub', read);
export const saveWeights: Unavailable = needsFiles('saveWeights', format);
export const writeAtomically: Unavailable = needsFiles('writeAtomically', format);
export const writeModelFolder: Unavailable = needsFiles('writeModelFolder', format);
