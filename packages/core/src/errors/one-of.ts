const mostShown = 10;

/** What is expected where a name must be among others: all of them, or the first ten and how many there are. */
export function oneOf(names: readonly string[]): string {
  const shown = names.slice(0, mostShown).join(', ');
  return `one of ${shown}${names.length > mostShown ? `, … (${names.length} in all)` : ''}`;
}
