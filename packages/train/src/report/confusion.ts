import { type Html, html, table } from '@convzoo/report';
import type { CellExamples, Example } from '../examples.js';
import type { Gallery } from './gallery.js';

/** Above so many classes a matrix is too large to read, and only the largest confusions are listed. */
const largestMatrix = 30;
const listed = 30;

interface Confusion {
  readonly classes: readonly string[];
  /** Samples by true class (row) and predicted class (column). */
  readonly counts: readonly (readonly number[])[];
  readonly examples: readonly CellExamples[];
}

/**
 * A confusion matrix as a table: rows are true classes, columns predicted ones. A cell with examples is a button that
 * opens them.
 */
export function confusionTable(confusion: Confusion, gallery: Gallery): Html {
  const { classes, counts } = confusion;
  const isLarge = classes.length > largestMatrix;
  const cells = isLarge ? largestConfusions(counts) : allCells(counts);
  const examplesOf = ({ truth, predicted }: Cell): readonly Example[] =>
    confusion.examples.find((one) => one.truth === truth && one.predicted === predicted)?.examples ?? [];
  const button = (cell: Cell): Html | string => {
    if (cell.count === 0) return '';
    const label = `${cell.count} of “${classes[cell.truth]}” called “${classes[cell.predicted]}”`;
    return examplesOf(cell).length === 0
      ? `${cell.count}`
      : html`<button type="button" popovertarget="${keyOf(cell)}" aria-label="${label}">${cell.count}</button>`;
  };
  const opened = cells.map((cell) => {
    const examples = examplesOf(cell);
    if (examples.length === 0) return '';
    const { truth, predicted, count } = cell;
    const shown = examples.length < count ? `, ${examples.length} of them` : '';
    return html`<div popover id="${keyOf(cell)}">
<button type="button" class="close" popovertarget="${keyOf(cell)}" popovertargetaction="hide">Close</button>
<h3>${classes[truth]}, called ${classes[predicted]}: ${count}${shown}</h3>${gallery.of(keyOf(cell), examples)}</div>
`;
  });
  return html`${isLarge ? list(classes, cells, button) : matrix(classes, counts, button)}${opened}`;
}

interface Cell {
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
}

const keyOf = ({ truth, predicted }: Cell): string => `cell-${truth}-${predicted}`;

function allCells(counts: Confusion['counts']): Cell[] {
  return counts.flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })));
}

function largestConfusions(counts: Confusion['counts']): Cell[] {
  return allCells(counts)
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, listed);
}

type Button = (cell: Cell) => Html | string;

function matrix(classes: readonly string[], counts: Confusion['counts'], button: Button): Html {
  const head = classes.map(
    (name) => html`<th scope="col" class="column"><span title="${name}">${name}</span></th>`,
  );
  const rows = counts.map((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, predicted) => {
      const share = total === 0 ? 0 : count / total;
      const color = truth === predicted ? '--right' : '--wrong';
      return html`<td style="background: rgba(var(${color}), ${(0.7 * share).toFixed(3)})">${button({ truth, predicted, count })}</td>`;
    });
    return html`<tr><th scope="row" title="${classes[truth]}">${classes[truth]}</th>${cells}</tr>
`;
  });
  return html`<div class="scroll" tabindex="0"><table class="confusion"><thead><tr><th>true \\ predicted</th>${head}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function list(classes: readonly string[], cells: readonly Cell[], button: Button): Html {
  return table(
    [
      { title: 'true', align: 'left' },
      { title: 'predicted', align: 'left' },
      { title: 'images', align: 'right' },
    ],
    cells.map((cell) => [classes[cell.truth], classes[cell.predicted], button(cell)]),
  );
}
