/**
 * What the person who reads of a failed call at 7 in the morning can do. The call itself says what happened; that nothing is lost
 * is so for each of them: what was sent is in the journal, and the next run goes by what Jojka holds then.
 */

import { boundAdvice } from './answer-bounds.ts';

/** How an answer fails, where its status does not say it. */
export type Misanswer = 'not-json' | 'odd-form' | 'too-much' | 'complained' | 'key-refused-once';

const kept =
  'What was sent before it is in the journal, and nothing is lost: the next run goes by what Jojka holds then.';

const byStatus: Readonly<Record<number, string>> = {
  304: 'A cache between here and Jojka answers in its place: ask whoever runs the proxy to let these calls through to Jojka.',
  404: 'Check JOJKA_API_URL: nothing is at that address. It is to end in /websms/api.',
  407: 'A proxy on the way asks for a user name and password: put them into HTTPS_PROXY (http://user:password@host:port), or the host into NO_PROXY.',
  408: 'Jojka gave up waiting for the request: look at the network, then run the command again.',
  429: 'Jojka asks for fewer calls: run the command again in some minutes, and lower load.requestsPerSecond if it comes again.',
  502: 'What stands before Jojka does not reach it: wait some minutes and run the command again; if it stays so, ask Jojka.',
  503: 'Jojka is closed for a while or has too much to do: wait some minutes and run the command again; if it stays so, ask Jojka.',
  504: 'What stands before Jojka waits for it in vain: run the command again, with a smaller load.importRows if it was an import.',
};

const byKind: Readonly<Record<Misanswer, string>> = {
  'not-json':
    'Something other than Jojka may have answered: check JOJKA_API_URL and what is in between (a proxy, a firewall, a page for maintenance), then run the command again.',
  'odd-form':
    'Check JOJKA_API_URL. If it is right, Jojka answers otherwise than its document says: run the command again, and if it stays so send this message to whoever keeps jojka-sync.',
  'too-much': boundAdvice,
  'key-refused-once':
    'The key itself is right: it may lack the right to this call, or somebody has changed it meanwhile. Look at the rights of JOJKA_API_KEY in Jojka, then run the command again; if it stays so, ask Jojka.',
  complained: 'Jojka does not take this call as it is: look at what it says, then run the command again.',
};

const redirected =
  'Check JOJKA_API_URL: the key is not sent on to where a redirect points. If something in between wants a login first, ask whoever runs it.';
const atFault =
  'The fault is at Jojka: wait some minutes and run the command again; if it stays so, tell Jojka the time and this message.';
const strange =
  'No service answers with that status: check JOJKA_API_URL and what is in between, and run the command again later.';

/**
 * @param status of the answer
 * @param kind how it failed, where its status is that of a good one
 * @returns what to do now, and what became of what was sent
 */
export function failureAdvice(status: number, kind?: Misanswer): string {
  return `${adviceOf(status, kind)} ${kept}`;
}

function adviceOf(status: number, kind: Misanswer | undefined): string {
  if (kind === 'key-refused-once') return byKind[kind];
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status >= 300 && status < 400) return redirected;
  if (status >= 500 && status < 600) return atFault;
  if (status < 100 || status >= 600) return strange;
  return status < 300 ? byKind[kind ?? 'odd-form'] : byKind.complained;
}
