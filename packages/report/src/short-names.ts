/**
 * Names without the folders that all of them have in common, which say more of a machine than of the names. Names that
 * have no folders stay.
 */
export function shortNames(names: readonly string[]): (name: string) => string {
  const folders = names.map((name) => partsOf(name).slice(0, -1));
  const [first = []] = folders;
  const differs = first.findIndex((part, i) => folders.some((parts) => parts[i] !== part));
  const common = differs < 0 ? first.length : differs;
  return (name) => partsOf(name).slice(common).join('/');
}

const partsOf = (name: string): string[] => name.split(/[/\\]/);
