import { pushFiles } from '@convzoo/weights/hub';
import { type AddCommand, examples, withOutput } from '../command.js';
import { filesToPush } from '../push-folder.js';
import type { Terminal } from '../terminal.js';

export interface PushFlags {
  readonly private?: boolean;
  readonly branch?: string;
  readonly message?: string;
  readonly license?: string;
  readonly report?: boolean;
  readonly json?: boolean;
}

/** `convzoo push`: a model's folder to a repository of the Hugging Face hub. */
async function push(folder: string, repository: string, flags: PushFlags, terminal: Terminal): Promise<void> {
  const { license, report } = flags;
  const files = await filesToPush(folder, { repository, license, report });
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const pushed = await pushFiles(repository, files, {
    isPrivate: flags.private,
    branch: flags.branch,
    message: flags.message,
    signal: terminal.signal,
    onProgress: ({ file, sent, total }) =>
      terminal.status(
        `${file}: ${megabytes(sent)} of ${megabytes(total)} MB (${Math.floor((100 * sent) / total)} %)`,
      ),
  });
  terminal.status('');
  const names = files.map(({ path }) => path);
  if (flags.json === true) {
    terminal.json({ ...pushed, files: names });
    return;
  }
  if (pushed.created)
    terminal.note(`made the ${flags.private === true ? 'private' : 'public'} repository ${repository}`);
  terminal.note(`pushed ${names.join(', ')}`);
  terminal.line(pushed.url);
  terminal.next([`convzoo classify photo.jpg --model ${repository}`, 'classify with it, from anywhere']);
}

/** Adds `convzoo push`. */
export const addPush: AddCommand = (program, { terminal }) => {
  withOutput(program.command('push'), 'an object with the repository, the commit and the files')
    .description('publish a trained model on the Hugging Face hub, with a model card')
    .argument('<folder>', 'the folder of a run or of a saved model')
    .argument('<repository>', 'owner/name; made if it does not exist')
    .option('--private', 'make a new repository private')
    .option('--license <id>', 'license for the model card, such as mit or cc-by-4.0 (default: unknown)')
    .option('--branch <name>', 'branch to commit to (default: main)')
    .option('--message <text>', 'title of the commit')
    .option('--report', 'publish report.html too, which shows images of your data')
    .addHelpText(
      'after',
      `${examples(
        ['convzoo push run me/pets --license mit', 'publish a run'],
        ['convzoo push run me/pets --private', 'for yourself'],
      )}

The token is taken from HF_TOKEN, or from a login with Hugging Face’s own tools, and goes to the hub alone
(HF_ENDPOINT names another one). Weights that arrived are not sent again after an interruption.`,
    )
    .action((folder, repository, flags) => push(folder, repository, flags, terminal));
};
