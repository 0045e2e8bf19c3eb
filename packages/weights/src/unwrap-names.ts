/** What `DataParallel`, `torch.compile` and modules of Lightning put in front of every name, in any order. */
const wrappers = ['module.', '_orig_mod.', 'model.'];

/** Removes the prefixes of wrappers from names that all share them. */
export function unwrapNames<T>(named: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const names = [...named.keys()];
  const prefix = wrappers.find((one) =>
    names.every((name) => name.length > one.length && name.startsWith(one)),
  );
  if (prefix === undefined || names.length === 0) return named;
  return unwrapNames(new Map(Array.from(named, ([name, value]) => [name.slice(prefix.length), value])));
}
