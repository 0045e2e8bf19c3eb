import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import {
  bullets,
  colorBar,
  drawPicture,
  enlargeable,
  facts,
  html,
  lineChart,
  pictureSource,
  raw,
  renderPage,
  section,
  table,
  tiles,
} from './index.js';
import { script } from './script.js';

const hostile = '"><img src=x onerror=alert(1)>';
const dot = { url: 'data:image/png;base64,AAAA', width: 4, height: 2 };

function page(body: Parameters<typeof renderPage>[0]['body'], text = 'text'): string {
  return renderPage({ title: text, kind: text, verdict: text, context: text, body, footer: text });
}

describe('html', () => {
  test('escapes text, in attributes too, and leaves markup alone', () => {
    expect(html`<p title="${'"'}">${'a & b'}</p>`.html).toBe('<p title="&quot;">a &amp; b</p>');
    expect(html`<p>${html`<b>${'<'}</b>`}${undefined}${['<', raw('<i>'), [1]]}</p>`.html).toBe(
      '<p><b>&lt;</b>&lt;<i>1</p>',
    );
  });

  test('no part of a page makes markup of text', () => {
    const everything = page(
      [
        tiles([{ label: hostile, value: hostile, detail: hostile }]),
        section(hostile, hostile, [table([{ title: hostile, align: 'left' }], [[hostile]])], hostile),
        facts([[hostile, hostile]]),
        bullets([hostile]),
        lineChart({ title: hostile, xLabel: hostile, lines: [{ name: hostile, points: [[0, 1]] }] }),
        pictureSource(hostile, { ...dot, url: hostile }),
        enlargeable(
          hostile,
          drawPicture({ photo: { ...dot, id: hostile }, label: hostile, heat: hostile }),
          hostile,
        ),
        colorBar({ colors: [hostile], from: hostile, to: hostile }),
      ],
      hostile,
    );
    expect(everything).not.toContain('<img');
    const { document } = parseHTML(everything);
    expect(document.querySelectorAll('[onerror]')).toHaveLength(0);
    expect(document.querySelectorAll('script')).toHaveLength(1);
  });
});

describe('a page', () => {
  test('loads nothing from elsewhere', () => {
    const text = page([pictureSource('a', dot)]);
    expect(text).toContain("default-src 'none'");
    expect(text).not.toMatch(/(src|href|url\()["'=(]*https?:/);
  });

  test('has a slider where it has heat maps', () => {
    const { document } = parseHTML(renderPage({ ...blank, heatMaps: true }));
    expect(document.querySelectorAll('[data-heat]')).toHaveLength(1);
    expect(parseHTML(renderPage(blank)).document.querySelectorAll('[data-heat]')).toHaveLength(0);
  });

  test('the slider sets the opacity of heat maps', () => {
    const { document } = parseHTML(renderPage({ ...blank, heatMaps: true }));
    new Function('document', 'matchMedia', script)(document, () => ({ matches: false }));
    const slider = document.querySelector('[data-heat]') as unknown as { value: string };
    slider.value = '30';
    document.querySelector('[data-heat]')!.dispatchEvent(new (parseHTML('').Event)('input'));
    expect(document.documentElement.getAttribute('style')).toBe('--heat:0.3');
  });
});

const blank = { title: '', kind: '', verdict: '', context: '', body: [] };

test('a click on a column’s title sorts by value, the largest first, what is empty last', () => {
  const values = ['-', '1.00', '144 M', '270 k', '99.5 %', 'failed'];
  const sizes = table(
    [{ title: 'params', align: 'right' }],
    values.map((value) => [value]),
  );
  const { document } = parseHTML(page(sizes));
  new Function('document', 'matchMedia', script)(document, () => ({ matches: false }));
  const shown = () => [...document.querySelectorAll('tbody tr')].map(({ textContent }) => textContent);
  const button = document.querySelector('th button') as HTMLButtonElement;
  button.click();
  expect(shown().slice(0, 4)).toEqual(['144 M', '270 k', '99.5 %', '1.00']);
  expect(document.querySelector('th')?.getAttribute('aria-sort')).toBe('descending');
  button.click();
  expect(shown().slice(0, 4)).toEqual(['1.00', '99.5 %', '270 k', '144 M']);
});

describe('a line chart', () => {
  const lines = [
    {
      name: 'training',
      points: [
        [1, 2],
        [2, 1],
        [3, Number.NaN],
      ] as const,
    },
    {
      name: 'validation',
      points: [
        [1, 2.5],
        [2, 1.5],
      ] as const,
    },
  ];
  const chart = lineChart({
    title: 'Loss',
    xLabel: 'epoch',
    wholeX: true,
    lines,
    mark: { x: 2, name: 'best' },
  });

  test('has whole numbers alone on an axis that counts', () => {
    const { document } = parseHTML(`<body>${chart.html}</body>`);
    const labels = [...document.querySelectorAll('text[text-anchor="middle"]')].map(
      (text) => text.textContent,
    );
    expect(labels).toEqual(['1', '2']);
  });

  test('leaves out what is not finite, and says in words what it shows', () => {
    expect(chart.html).not.toContain('NaN');
    expect(chart.html).toContain('Loss by epoch. training from 2 to 1; validation from 2.5 to 1.5.');
    expect(chart.html.match(/<circle/g)).toHaveLength(4);
    expect(lineChart({ title: 'x', xLabel: 'y', lines: [] }).html).toBe('');
  });
});

describe('a drawing', () => {
  test('marks the crop and lays the heat map over it', () => {
    const crop = { left: 0.25, top: 0, width: 0.5, height: 1 };
    const { html: svg } = drawPicture({
      photo: { ...dot, id: 'cat' },
      crop,
      heat: 'cat-heat',
      label: 'a cat',
    });
    expect(svg).toContain('<rect class="crop" x="1" y="0" width="2" height="2"/>');
    expect(svg).toContain('<use class="heat" href="#cat-heat" x="1" y="0" width="2" height="2"/>');
    expect(svg).toContain('aria-label="a cat"');
  });

  test('has no mark where the network saw all of it', () => {
    expect(drawPicture({ photo: { ...dot, id: 'cat' }, label: '' }).html).not.toContain('crop');
  });
});
