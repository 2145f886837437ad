/**
 * Compiles `managedGroups`: names in which `*` stands for any run of characters; case does not count (P4).
 */
export function matchesGroup(patterns: readonly string[]): (group: string) => boolean {
  if (patterns.length === 0) return () => false;
  const expressions = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .split('*')
          .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
          .join('.*')}$`,
        'isu',
      ),
  );
  const known = new Map<string, boolean>();
  return (group) => {
    let matches = known.get(group);
    if (matches === undefined) {
      matches = expressions.some((expression) => expression.test(group));
      known.set(group, matches);
    }
    return matches;
  };
}
