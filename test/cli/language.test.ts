import { expect, test } from 'vitest';
import { languageOf } from '../../src/cli/language.ts';

test.each<[NodeJS.ProcessEnv, 'en' | 'sv']>([
  [{}, 'en'],
  [{ LANG: '' }, 'en'],
  [{ LANG: 'C' }, 'en'],
  [{ LANG: 'POSIX' }, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LANG: 'en_GB.UTF-8' }, 'en'],
  [{ LANG: 'de_DE.UTF-8' }, 'en'],
  [{ LANG: 'svx_XX' }, 'en'],
  [{ LANG: 'sv' }, 'sv'],
  [{ LANG: 'sv_SE' }, 'sv'],
  [{ LANG: 'sv_SE.UTF-8' }, 'sv'],
  [{ LANG: 'sv_FI@euro' }, 'sv'],
  [{ LC_MESSAGES: 'sv_SE.UTF-8', LANG: 'en_US.UTF-8' }, 'sv'],
  [{ LC_ALL: 'C', LC_MESSAGES: 'sv_SE.UTF-8', LANG: 'sv_SE.UTF-8' }, 'en'],
  [{ LC_ALL: '', LANG: 'sv_SE.UTF-8' }, 'sv'],
  [{ JOJKA_SYNC_LANG: 'sv', LC_ALL: 'C' }, 'sv'],
  [{ JOJKA_SYNC_LANG: 'en', LANG: 'sv_SE.UTF-8' }, 'en'],
])('%j is %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});
