/** What `DataParallel`, `torch.compile` and modules of Lightning put in front of every name, in any order. */
const wrappers = ['module.', '_orig_mod.', 'model.', 'net.'];

/** Removes the prefixes of wrappers from names that all share them. */
export function unwrapNames<T>(named: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const names = [...named.keys()];
  const [first = ''] = names;
  let length = 0;
  for (;;) {
    const from = length;
    const prefix = wrappers.find((one) => first.startsWith(one, from));
    if (prefix === undefined || !names.every((name) => holds(name, prefix, from))) break;
    length += prefix.length;
  }
  return new Map(Array.from(named, ([name, value]) => [name.slice(length), value]));
}

/** Whether a name has a prefix at a position, and more behind it. */
function holds(name: string, prefix: string, at: number): boolean {
  return name.length > at + prefix.length && name.startsWith(prefix, at);
}
