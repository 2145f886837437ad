/**
 * Commands in a text for people, as they work when they are copied: who has started this by npx, as the guides have it, has no
 * `jojka-sync` in PATH. A command stands first on its line, or after a colon.
 *
 * @param env of the process: npm says in it how it was called
 */
export function asStarted(text: string, env: NodeJS.ProcessEnv): string {
  if (env.npm_command !== 'exec') return text;
  return text.replace(/(^[ \t]*(?:\$ )?|: )jojka-sync (?=\S)/gm, '$1npx --no-install jojka-sync ');
}
