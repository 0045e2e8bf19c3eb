/** Deeper than any file of ours, and far from what overflows the stack of whoever walks the value. */
const deepest = 64;

/**
 * `JSON.parse` for text from a file: a byte order mark is accepted, and nesting is bounded, so that code that
 * walks the value may recurse.
 *
 * @throws SyntaxError if it is not JSON, or if lists and objects nest more than 64 deep
 */
export function parseJson(text: string): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (depthOf(json) > deepest) throw new SyntaxError(`JSON nested more than ${deepest} deep`);
  return JSON.parse(json);
}

/** How deep brackets nest in a JSON text, those in strings left out. */
function depthOf(json: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '{' || character === '[') most = Math.max(most, ++depth);
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') i = stringEnd(json, i);
  }
  return most;
}

/** The position of the quote that closes the string opened at `start`; the end of the text if none does. */
function stringEnd(json: string, start: number): number {
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === '\\') i++;
    else if (json[i] === '"') return i;
  }
  return json.length;
}
