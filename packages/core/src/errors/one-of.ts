const mostShown = 10;
const longest = 60;

/** A name in an error message: names in files may be of any length. */
export const shortened = (name: string): string =>
  name.length <= longest ? name : `${name.slice(0, longest - 1)}…`;

/** What is expected where a name must be among others: all of them, or the first ten and how many there are. */
export function oneOf(names: readonly string[]): string {
  const shown = names.slice(0, mostShown).map(shortened).join(', ');
  return `one of ${shown}${names.length > mostShown ? `, … (${names.length} in all)` : ''}`;
}
