import type { LayerRow } from '@convzoo/core';
import type { JSX } from 'preact';
import { count, t } from '../i18n/texts.js';
import { ScrollArea } from './scroll-area.js';

/** Every layer of a network. */
export function LayerTable({ rows }: { rows: readonly LayerRow[] }): JSX.Element {
  return (
    <ScrollArea class="layer-table" label={t('diagram.table')}>
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
    </ScrollArea>
  );
}
