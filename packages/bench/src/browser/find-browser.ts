import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ConvzooError } from '@convzoo/core/errors';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Where installers put Chrome and Chromium on systems that do not use the PATH for it. */
const installed: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    return folder === undefined ? [] : [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')];
  }),
};

/**
 * The Chromium to measure in: what CHROMIUM_PATH names, or one that is installed.
 *
 * @throws ConvzooError `missing-package` where there is none
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string {
  const { CHROMIUM_PATH, PATH = '' } = env;
  const folders = PATH.split(delimiter);
  const candidates = CHROMIUM_PATH
    ? [CHROMIUM_PATH]
    : [
        ...programs.flatMap((program) => folders.map((folder) => join(folder, program))),
        ...(installed[process.platform] ?? []),
      ];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new ConvzooError('missing-package', {
    subject: CHROMIUM_PATH ? 'CHROMIUM_PATH' : 'browser',
    expected: 'Chromium or Chrome',
    found: CHROMIUM_PATH ? `no file ${CHROMIUM_PATH}` : 'none on the PATH',
    remedy: 'Install chromium (on Debian `apt-get install chromium`), or set CHROMIUM_PATH to its program.',
  });
}
