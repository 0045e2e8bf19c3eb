import type { JSX } from 'preact';
import { percent, t } from '../i18n/texts.js';
import type { Task } from '../state/task.js';

/** How far a task is, with a way to stop it; or why it failed. */
export function TaskStatus<T>({ task, doing }: { task: Task<T>; doing: string }): JSX.Element | null {
  const share = task.share.value;
  const error = task.error.value;
  if (error !== undefined) {
    return (
      <p class="error" role="alert">
        {error}
      </p>
    );
  }
  if (share === undefined) return null;
  return (
    <div class="progress">
      <progress aria-label={doing} {...(share > 0 ? { value: share } : {})} />
      <span>
        {doing}
        {share > 0 && ` ${percent(share, 0)}`}
      </span>
      <button type="button" class="quiet" onClick={task.cancel}>
        {t('cancel')}
      </button>
    </div>
  );
}
