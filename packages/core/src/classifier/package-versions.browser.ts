/** A page cannot look into packages. */
export function packageVersions(
  _names: readonly string[],
  _modules: readonly string[],
): Record<string, string> {
  return {};
}
