import { pushFiles } from '@convzoo/weights/hub';
import { filesToPush } from '../push-folder.js';
import type { Terminal } from '../terminal.js';

export interface PushFlags {
  readonly private?: boolean;
  readonly branch?: string;
  readonly message?: string;
  readonly license?: string;
  readonly report?: boolean;
}

/** `convzoo push`: a model's folder to a repository of the Hugging Face hub. */
export async function push(
  folder: string,
  repository: string,
  flags: PushFlags,
  terminal: Terminal,
): Promise<void> {
  const { license, report } = flags;
  const files = await filesToPush(folder, { repository, license, report });
  const pushed = await pushFiles(repository, files, {
    isPrivate: flags.private,
    branch: flags.branch,
    message: flags.message,
    signal: terminal.signal,
    onProgress: ({ file, sent, total }) =>
      terminal.progress.show({ text: file, done: sent / 1e6, total: total / 1e6, unit: 'MB' }),
  });
  terminal.progress.clear();
  const names = files.map(({ path }) => path);
  terminal.json({ ...pushed, files: names });
  if (pushed.created)
    terminal.note(`created the ${flags.private === true ? 'private' : 'public'} repository ${repository}`);
  terminal.note(`pushed ${names.join(', ')}`);
  terminal.line(pushed.url);
  terminal.next([`convzoo classify photo.jpg --model ${repository}`, 'classify with it, from anywhere']);
}
