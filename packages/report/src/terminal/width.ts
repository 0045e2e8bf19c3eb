import stringWidth from 'string-width';

const characters = new Intl.Segmenter();

/** The beginning of a text that fits into so many columns of a terminal, of which some characters take two. */
export function fitted(text: string, columns: number): string {
  let [fitting, width] = ['', 0];
  for (const { segment } of characters.segment(text)) {
    width += stringWidth(segment);
    if (width > columns) break;
    fitting += segment;
  }
  return fitting;
}
