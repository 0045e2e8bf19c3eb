import { ConvzooError, describe } from '@convzoo/core/errors';
import { type CommitOutput, commitIter, createRepo, HubApiError } from '@huggingface/hub';
import { messageOf } from '../download/failures.js';
import { hubSettings, storedToken } from './settings.js';
import { onlyToHost, type UploadProgress, withProgress } from './upload-request.js';

/** A file for the hub. */
export interface FileToPush {
  /** Its name in the repository. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

export interface PushOptions {
  /** Makes a repository that does not exist yet private. Default public. */
  readonly isPrivate?: boolean | undefined;
  /** Default `main`. */
  readonly branch?: string | undefined;
  /** Title of the commit. */
  readonly message?: string | undefined;
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Aborting rejects with the signal's reason. The hub keeps what arrived whole, and the next push leaves it out. */
  readonly signal?: AbortSignal | undefined;
}

export interface Pushed {
  /** The repository's page. */
  readonly url: string;
  /** Whether the repository is new. */
  readonly created: boolean;
  readonly commit: string;
}

/**
 * Puts files into a Hugging Face model repository, `owner/name`, as one commit, and makes the repository if there is
 * none. Large files go to the hub's storage first (Git LFS, by plain HTTP); those that are there already are not sent
 * again, so an interrupted push continues with the file that it was at.
 *
 * The token comes from `HF_TOKEN` or from `huggingface-cli login`, and is sent to the hub (`HF_ENDPOINT`) alone.
 *
 * @throws ConvzooError `invalid-argument` for a name that is not `owner/name`; `upload-failed` without a token, or if
 * the hub refuses or cannot be reached; the signal's reason
 */
export async function pushFiles(
  repository: string,
  files: readonly FileToPush[],
  options: PushOptions = {},
): Promise<Pushed> {
  const { isPrivate = false, branch = 'main', message = 'Upload with convzoo', onProgress, signal } = options;
  checkName(repository);
  const { endpoint, token = await storedToken() } = hubSettings();
  checkToken(token, endpoint);
  const repo = { type: 'model' as const, name: repository };
  const hub = {
    hubUrl: endpoint,
    accessToken: token,
    fetch: withProgress(onlyToHost(endpoint, signal), files, onProgress),
  };
  try {
    const created = await ensureRepository(() =>
      createRepo({ ...hub, repo, visibility: isPrivate ? 'private' : 'public' }),
    );
    const { commit } = await lastOf(
      commitIter({
        ...hub,
        repo,
        branch,
        title: message,
        operations: files.map(({ path, content }) => ({
          operation: 'addOrUpdate',
          path,
          content: new Blob([content]),
        })),
        // Plain HTTP, which every mirror speaks.
        useXet: false,
        ...(signal && { abortSignal: signal }),
      }),
    );
    return { url: `${endpoint}/${repository}`, created, commit: commit.oid };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw uploadError(repository, error);
  }
}

/** Whether a repository was made: the hub answers 409 for one that exists. */
async function ensureRepository(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if (error instanceof HubApiError && error.statusCode === 409) return false;
    throw error;
  }
}

async function lastOf(events: AsyncGenerator<unknown, CommitOutput | undefined>): Promise<CommitOutput> {
  for (;;) {
    const { done, value } = await events.next();
    if (!done) continue;
    if (value === undefined) throw new Error('an answer without a commit');
    return value;
  }
}

function checkName(repository: string): void {
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(repository)) return;
  throw new ConvzooError('invalid-argument', {
    subject: 'hub repository',
    expected: 'owner/name, of letters, digits, "-", "_" and "."',
    found: describe(repository),
  });
}

function checkToken(token: string | undefined, endpoint: string): asserts token is string {
  if (token?.startsWith('hf_')) return;
  throw new ConvzooError('upload-failed', {
    subject: endpoint,
    expected: 'a token that may write, which starts with hf_',
    found: token === undefined ? 'none' : 'another text',
    remedy: 'Make one under Settings, Access Tokens, on the hub’s page, and set HF_TOKEN to it.',
  });
}

const remedies: Readonly<Record<number, string>> = {
  401: 'Check that the token in HF_TOKEN is valid.',
  403: 'Check that the token may write to this repository, and that the owner is you or an organization of yours.',
  404: 'Check the name of the repository and the branch.',
  412: 'Somebody else changed the repository meanwhile: push again.',
};

function uploadError(repository: string, error: unknown): ConvzooError {
  if (ConvzooError.isInstance(error)) return error;
  const status = error instanceof HubApiError ? error.statusCode : undefined;
  return new ConvzooError('upload-failed', {
    subject: repository,
    expected: 'the hub to take the files',
    found: status === undefined ? messageOf(error) : `HTTP status ${status}: ${messageOf(error)}`,
    remedy: remedies[status ?? 0] ?? 'Push again: files that arrived whole are not sent twice.',
    cause: error,
  });
}
