import type { JSX, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import type { ExplanationPicture, LayerInfo, NetworkInfo, NetworkInside } from '../compute/jobs.js';
import { t } from '../i18n/texts.js';
import { moved } from '../image/cells.js';
import { type Region, seenBy, seenPart } from '../image/region.js';
import { type Photo, photo } from '../state/photo.js';
import { type Cell, evidenceAt, opacity, type Slot } from '../state/slot.js';
import { PixelsCanvas } from './pixels-canvas.js';

/** The photo with its heat map, and what one cell of the map sees. */
export function Stage({ slot }: { slot: Slot }): JSX.Element {
  const shown = photo.value.value;
  const info = slot.network.value.value;
  if (shown === undefined) return <div class="stage empty">{t('photo.none')}</div>;
  return (
    <figure class="stage-figure">
      <div class="stage" style={{ '--aspect': shown.pixels.width / shown.pixels.height }}>
        <PixelsCanvas pixels={shown.pixels} />
        <span class="visually-hidden">{t('photo.now', { name: shown.name })}</span>
        {info !== undefined && <Seen slot={slot} info={info} shown={shown} />}
      </div>
      <Readout slot={slot} />
    </figure>
  );
}

/** The part of the photo that the network sees; the rest is dimmed. */
function Seen({ slot, info, shown }: { slot: Slot; info: NetworkInfo; shown: Photo }): JSX.Element {
  const heat = slot.heat.value.value;
  const layer = slot.layer.value;
  const part = seenPart(info.preprocessing, shown.pixels);
  const place = {
    left: `${100 * part.left}%`,
    top: `${100 * part.top}%`,
    width: `${100 * (part.right - part.left)}%`,
    height: `${100 * (part.bottom - part.top)}%`,
  };
  return (
    <div class="seen" style={place}>
      {heat !== undefined && <Heat picture={heat} />}
      {layer !== undefined && info.inside !== undefined && (
        <Cells slot={slot} layer={layer} input={info.inside.input} />
      )}
    </div>
  );
}

function Heat({ picture: { heat } }: { picture: ExplanationPicture }): JSX.Element {
  return (
    <div class="heat" style={{ opacity: opacity.value }}>
      <PixelsCanvas smooth pixels={{ ...heat, channels: 4 }} />
    </div>
  );
}

interface CellsProps {
  readonly slot: Slot;
  readonly layer: LayerInfo;
  readonly input: NetworkInside['input'];
}

/** The cells of a layer's map over the photo: a click or an arrow key chooses one. */
function Cells({ slot: { cell }, layer, input }: CellsProps): JSX.Element {
  const [rows, columns] = layer.shape;
  const point = ({
    offsetX,
    offsetY,
    currentTarget,
    detail,
  }: TargetedMouseEvent<HTMLButtonElement>): void => {
    const { clientWidth, clientHeight } = currentTarget;
    // A click by the keyboard has no place.
    if (detail === 0) cell.value ??= [Math.floor(rows / 2), Math.floor(columns / 2)];
    else cell.value = [at(offsetY / clientHeight, rows), at(offsetX / clientWidth, columns)];
  };
  const key = (event: TargetedKeyboardEvent<HTMLButtonElement>): void => {
    const next = moved(cell.value, event.key, [rows, columns]);
    if (next === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    cell.value = next;
  };
  return (
    <>
      {cell.value !== undefined && <CellMarks cell={cell.value} layer={layer} input={input} />}
      <button
        type="button"
        class="cells"
        aria-label={t('cell.map', { layer: layer.name, rows, columns })}
        onClick={point}
        onKeyDown={key}
      />
    </>
  );
}

function at(share: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

/** The cell, and around it what it sees, in input pixels. */
function CellMarks({ cell, layer, input }: { cell: Cell } & Omit<CellsProps, 'slot'>): JSX.Element {
  const [height, width] = input;
  const [rows, columns] = layer.shape;
  const [row, column] = cell;
  const all: Region = { left: 0, top: 0, right: width, bottom: height };
  const inside = layer.field === null ? all : seenBy(cell, layer.field, input).inside;
  return (
    <svg class="marks" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path
        class="shade"
        d={`M0 0H${width}V${height}H0ZM${inside.left} ${inside.top}V${inside.bottom}H${inside.right}V${inside.top}Z`}
      />
      <rect
        class="field"
        x={inside.left}
        y={inside.top}
        width={inside.right - inside.left}
        height={inside.bottom - inside.top}
      />
      <rect
        class="cell"
        x={(column * width) / columns}
        y={(row * height) / rows}
        width={width / columns}
        height={height / rows}
      />
    </svg>
  );
}

/** The same in words. */
function Readout({ slot }: { slot: Slot }): JSX.Element | null {
  const [cell, layer, info] = [slot.cell.value, slot.layer.value, slot.network.value.value];
  if (info !== undefined && info.inside === undefined) return null;
  if (cell === undefined || layer === undefined || info?.inside === undefined) {
    return <figcaption class="hint">{t('cell.hint')}</figcaption>;
  }
  const place = { row: cell[0] + 1, column: cell[1] + 1, layer: layer.name };
  const heat = slot.heat.value.value;
  const evidence = heat === undefined ? undefined : evidenceAt(heat, layer, cell);
  return (
    <figcaption class="readout" aria-live="polite">
      {layer.field === null
        ? t('cell.all', place)
        : fieldInWords(place, seenBy(cell, layer.field, info.inside.input))}{' '}
      {evidence !== undefined && t('cell.evidence', { value: evidence.toPrecision(3) })}
    </figcaption>
  );
}

function fieldInWords(
  place: Readonly<Record<string, string | number>>,
  { window, inside }: ReturnType<typeof seenBy>,
): string {
  const size = ({ top, left, bottom, right }: Region): { height: number; width: number } => ({
    height: bottom - top,
    width: right - left,
  });
  const [seen, whole] = [size(inside), size(window)];
  const text = t('cell.sees', {
    ...place,
    ...seen,
    top: inside.top + 1,
    bottom: inside.bottom,
    left: inside.left + 1,
    right: inside.right,
  });
  const isWhole = seen.height === whole.height && seen.width === whole.width;
  return isWhole ? text : `${text} ${t('cell.clipped', whole)}`;
}
