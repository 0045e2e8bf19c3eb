import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { NetworkInfo } from '../compute/jobs.js';
import { percent, t } from '../i18n/texts.js';
import { addChoice, type Choice, choiceOf, choices } from '../state/catalog.js';
import { registered } from '../state/registered.js';
import type { Slot } from '../state/slot.js';
import { FileButton } from './file-button.js';
import { TaskStatus } from './task-status.js';

const groups = ['shipped', 'published', 'yours'] as const;

/** What a network is called in lists and headings. */
export function titleOf({ name, subject, megabytes }: Choice): string {
  if (megabytes !== undefined) return t('network.megabytes', { name, size: megabytes });
  return subject === undefined ? name : `${name} · ${t(`task.${subject}`)}`;
}

/** Chooses the network of a slot: one of the page's, a published one, or the user's own. */
export function NetworkPicker({ slot, label }: { slot: Slot; label: string }): JSX.Element {
  const { choice, network } = slot;
  const choose = (key: string): void => {
    const chosen = choiceOf(key);
    if (chosen !== undefined) choice.value = chosen;
  };
  const open = (files: readonly File[]): void => {
    const [first] = files;
    if (first === undefined) return;
    const folder = first.webkitRelativePath.split('/')[0];
    choice.value = addChoice({
      name: folder || first.name,
      source: { kind: 'files', files: new Map(files.map((file) => [pathInFolder(file), file])) },
    });
  };
  return (
    <div class="picker">
      <label>
        <span>{label}</span>
        <select value={choice.value.key} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {groups.map((group) => {
            const members = choices.value.filter((one) => one.group === group);
            return (
              members.length > 0 && (
                <optgroup key={group} label={t(`network.${group}`)}>
                  {members.map((one) => (
                    <option key={one.key} value={one.key}>
                      {titleOf(one)}
                    </option>
                  ))}
                </optgroup>
              )
            );
          })}
        </select>
      </label>
      <div class="row" title={t('network.hint')}>
        <FileButton label={t('network.file')} onFiles={open} />
        <FileButton label={t('network.folder')} folder onFiles={open} />
      </div>
      <TaskStatus task={network} doing={t('network.opening')} />
      {network.error.value !== undefined && choice.value.source.kind === 'files' && (
        <WhichNetwork slot={slot} />
      )}
      {network.value.value !== undefined && <Training info={network.value.value} />}
    </div>
  );
}

/** Inside of the folder that was chosen. */
function pathInFolder({ webkitRelativePath, name }: File): string {
  return webkitRelativePath.split('/').slice(1).join('/') || name;
}

/** Asks what a file of weights does not say. */
function WhichNetwork({ slot: { choice } }: { slot: Slot }): JSX.Element {
  const answer = useSignal('');
  const { source, name } = choice.value;
  return (
    <label>
      <span>{t('network.which')}</span>
      <select
        value={answer.value}
        onChange={({ currentTarget: { value } }) => {
          if (value === '' || source.kind !== 'files') return;
          choice.value = addChoice({ name: `${name} (${value})`, source: { ...source, network: value } });
        }}
      >
        <option value="">{t('network.choose')}</option>
        {registered.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}

/** How a network was trained, as its file says. */
function Training({ info: { training } }: { info: NetworkInfo }): JSX.Element | null {
  if (training === undefined) return null;
  const { images, tested, metrics } = training;
  const { accuracy, meanAveragePrecision } = isRecord(metrics) ? metrics : {};
  return (
    <p class="hint">
      {typeof images === 'number' && t('network.training', { images })}{' '}
      {typeof accuracy === 'number' &&
        typeof tested === 'number' &&
        t('network.accuracy', { share: percent(accuracy), images: tested })}
      {typeof meanAveragePrecision === 'number' &&
        typeof tested === 'number' &&
        t('network.averagePrecision', { share: percent(meanAveragePrecision), images: tested })}
    </p>
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
