/**
 * The keys of a JSON object, duplicates included, as `JSON.stringify` spells them. `json` must be valid.
 * (A regular expression would be shorter, but overflows its stack on strings of some megabytes.)
 */
export function* topLevelKeys(json: string): Generator<string> {
  let depth = 0;
  let keyExpected = false;
  for (let i = 0; i < json.length; i++) {
    switch (json[i]) {
      case '{':
      case '[':
        depth++;
        keyExpected = true;
        break;
      case '}':
      case ']':
        depth--;
        break;
      case ',':
        keyExpected = true;
        break;
      case '"': {
        const end = stringEnd(json, i);
        if (depth === 1 && keyExpected) yield JSON.stringify(JSON.parse(json.slice(i, end + 1)));
        keyExpected = false;
        i = end;
      }
    }
  }
}

/** The position of the quote that closes the string opened at `start`. */
function stringEnd(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, position: number): boolean {
  let backslashes = 0;
  while (json[position - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}
