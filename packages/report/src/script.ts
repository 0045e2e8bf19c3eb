/** Sorts tables by a click on a column's title, changes the theme, and sets the opacity of heat maps. */
export const script: string = `
const factors = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const valueOf = (text) => {
  const [, number, prefix] = /^([+-]?[\\d.,]+)(?: ?([kMGT])\\b)?/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number.replaceAll(',', '')) * (factors[prefix] ?? 1);
};
const compare = (a, b) => {
  const [x, y] = [valueOf(a), valueOf(b)];
  if (x !== undefined && y !== undefined) return x - y;
  return a.localeCompare(b, 'en', { numeric: true });
};
for (const button of document.querySelectorAll('.sortable th button')) {
  button.addEventListener('click', () => {
    const head = button.closest('th');
    const heads = [...head.parentElement.children];
    const body = head.closest('table').querySelector('tbody');
    const direction = head.getAttribute('aria-sort') === 'descending' ? 'ascending' : 'descending';
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', direction);
    const sign = direction === 'ascending' ? 1 : -1;
    const cell = (row) => row.children[heads.indexOf(head)].textContent;
    const isEmpty = (row) => ['', '-', 'failed'].includes(cell(row));
    body.append(...[...body.children].sort((a, b) =>
      isEmpty(a) - isEmpty(b) || sign * compare(cell(a), cell(b))));
  });
}
document.querySelector('button.theme').addEventListener('click', () => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const isDark = (root.dataset.theme || system) === 'dark';
  root.dataset.theme = isDark ? 'light' : 'dark';
});
for (const slider of document.querySelectorAll('[data-heat]')) {
  slider.addEventListener('input', () => {
    document.documentElement.style.setProperty('--heat', slider.value / 100);
    for (const other of document.querySelectorAll('[data-heat]')) other.value = slider.value;
  });
}`;
