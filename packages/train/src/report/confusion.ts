import { escapeUTF8 as escapeHtml } from 'entities/escape';

/** Above so many classes a matrix is too large to read, and only the largest confusions are listed. */
const largestMatrix = 30;
const listed = 30;

/** A confusion matrix as an HTML table: rows are true classes, columns predicted ones. */
export function confusionTable(
  classes: readonly string[],
  confusion: readonly (readonly number[])[],
): string {
  return classes.length > largestMatrix ? list(classes, confusion) : matrix(classes, confusion);
}

function matrix(classes: readonly string[], confusion: readonly (readonly number[])[]): string {
  const head = classes.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const rows = confusion.map((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, predicted) => {
      const share = total === 0 ? 0 : count / total;
      const color = truth === predicted ? '31, 119, 180' : '214, 39, 40';
      return `<td style="background: rgba(${color}, ${(0.75 * share).toFixed(3)})">${count === 0 ? '' : count}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(classes[truth]!)}</th>${cells.join('')}</tr>`;
  });
  return `<table class="confusion"><tr><th>true \\ predicted</th>${head}</tr>\n${rows.join('\n')}</table>`;
}

function list(classes: readonly string[], confusion: readonly (readonly number[])[]): string {
  const pairs = confusion
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, listed);
  const rows = pairs.map(
    ({ truth, predicted, count }) =>
      `<tr><td>${escapeHtml(classes[truth]!)}</td><td>${escapeHtml(classes[predicted]!)}</td><td>${count}</td></tr>`,
  );
  return `<table><tr><th>true</th><th>predicted</th><th>samples</th></tr>\n${rows.join('\n')}</table>`;
}
