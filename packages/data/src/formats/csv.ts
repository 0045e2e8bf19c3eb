import { invalidData } from './invalid-data.js';

/** The rows of a CSV text (RFC 4180): quoted fields may hold commas, doubled quotes and line breaks. */
export function* parseCsv(text: string, subject: string): Generator<string[]> {
  let row: string[] = [];
  let position = 0;
  while (position < text.length) {
    const [field, end] = text[position] === '"' ? quoted(text, position, subject) : plain(text, position);
    row.push(field);
    position = end;
    if (text[position] === ',') {
      position++;
      // A comma at the very end begins one more, empty, field.
      if (position < text.length && !isBreak(text[position])) continue;
      row.push('');
    }
    while (text[position] === '\r') position++;
    if (text[position] === '\n') position++;
    if (row.length > 1 || row[0] !== '') yield row;
    row = [];
  }
}

const isBreak = (character: string | undefined): boolean => character === '\n' || character === '\r';

function plain(text: string, start: number): [field: string, end: number] {
  let end = start;
  while (end < text.length && text[end] !== ',' && !isBreak(text[end])) end++;
  return [text.slice(start, end).trim(), end];
}

function quoted(text: string, start: number, subject: string): [field: string, end: number] {
  let field = '';
  let position = start + 1;
  for (;;) {
    const end = text.indexOf('"', position);
    if (end < 0) throw invalidData(subject, 'a closing quote', 'the end of the file');
    field += text.slice(position, end);
    if (text[end + 1] !== '"') return [field, end + 1];
    field += '"';
    position = end + 2;
  }
}
