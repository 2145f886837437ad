/** The environment variable that holds an account's key or URL. */
export function accountVariable(name: string, what: 'API_KEY' | 'API_URL'): string {
  return `${variablePrefix(name)}_${what}`;
}

/** What the variables of an account begin with. */
export function variablePrefix(name: string): string {
  return name === 'default' ? 'JOJKA' : `JOJKA_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}
