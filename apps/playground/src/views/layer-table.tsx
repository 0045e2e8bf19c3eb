import type { LayerRow } from '@convzoo/core';
import type { JSX } from 'preact';
import { count, t } from '../i18n/texts.js';

/** Every layer of a network. */
export function LayerTable({ rows }: { rows: readonly LayerRow[] }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div class="layer-table" role="group" tabIndex={0} aria-label={t('diagram.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('diagram.layer')}</th>
            <th scope="col">{t('diagram.type')}</th>
            <th scope="col">{t('diagram.shape')}</th>
            <th scope="col">{t('diagram.parameters')}</th>
            <th scope="col">{t('diagram.macs')}</th>
            <th scope="col">{t('diagram.field')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, type, outputShape, parameters, macs, field }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{type}</td>
              <td>{outputShape.join(' × ')}</td>
              <td>{parameters === 0 ? '' : count(parameters)}</td>
              <td>{macs === 0 ? '' : count(macs)}</td>
              <td>{field === null ? t('diagram.everything') : field.size.join(' × ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
