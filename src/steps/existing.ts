import type { LoadLimits } from '../config/limits.ts';
import type { Contact } from '../contact/contact.ts';
import { readExisting } from '../extract/existing.ts';
import type { JojkaClient } from '../jojka/client.ts';
import type { RunEnvironment } from '../session/environment.ts';

/**
 * Reads Jojka's export (P2), and tells how far it is.
 *
 * @returns contacts by their MSISDN
 * @throws ExportMovedError when the list kept moving
 */
export function readJojka(
  client: JojkaClient,
  { concurrency }: Pick<LoadLimits, 'concurrency'>,
  environment: RunEnvironment,
): Promise<Map<string, Contact>> {
  return readExisting(client, {
    concurrency,
    signal: environment.signal,
    onProgress: (done) => environment.emit({ kind: 'progress', step: 'export', done }),
    onWarning: (warning) => environment.emit({ kind: 'warning', warning }),
  });
}
