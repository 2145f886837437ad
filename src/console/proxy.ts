import { BlockList, isIP } from 'node:net';
import { UsageError } from '../errors.ts';

/** A proxy before the console that has its own sign-in, and says in a header who somebody is. */
export interface ProxySignIn {
  readonly header: string;
  /** Whether a request from this address may carry that header. */
  isFrom(address: string): boolean;
}

/** Headers that say something else, or that a browser may set. */
const taken =
  /^(?:accept.*|authorization|connection|content-.*|cookie|host|origin|referer|sec-.*|user-agent)$/;

/**
 * Reads which header is believed, and from where.
 *
 * @param from addresses, or networks such as `10.1.0.0/24`
 * @throws UsageError when one of both is lacking, or not of its form: a header that is believed from everywhere is no sign-in
 */
export function readProxy(
  header: string | undefined,
  from: readonly string[] | undefined,
): ProxySignIn | undefined {
  if (header === undefined && from === undefined) return undefined;
  if (header === undefined || from === undefined || from.length === 0)
    throw refused(
      '--proxy-header and --proxy-from go together: a header is believed from a named address alone.',
    );
  const name = header.toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name) || taken.test(name))
    throw refused(`"${header}" is no header in which a proxy can say who somebody is.`);
  const known = new BlockList();
  for (const one of from) addTo(known, one);
  return {
    header: name,
    isFrom: (address) => {
      const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
      const version = isIP(plain);
      return version !== 0 && known.check(plain, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

/** Adds an address, or a network, to those that are known. */
function addTo(known: BlockList, one: string): void {
  const [address = '', length, ...rest] = one.split('/');
  const version = isIP(address);
  const kind = version === 6 ? 'ipv6' : 'ipv4';
  const bits = length === undefined ? undefined : Number(/^\d{1,3}$/.test(length) ? length : Number.NaN);
  // A network of half the world is no named address.
  const isNetwork = bits === undefined || (bits >= 8 && bits <= (kind === 'ipv6' ? 128 : 32));
  if (version === 0 || !isNetwork || rest.length > 0)
    throw refused(`"${one}" is no address of a proxy, nor a network of some.`);
  if (bits === undefined) known.addAddress(address, kind);
  else known.addSubnet(address, bits, kind);
}

function refused(message: string): UsageError {
  return new UsageError(message, {
    advice: 'Nothing was started. Such as: --proxy-header X-Remote-User --proxy-from 127.0.0.1',
  });
}

/** A header's value as it was sent: Node reads its bytes as Latin-1, proxies write UTF-8. */
export function headerText(value: string): string {
  const text = Buffer.from(value, 'latin1').toString('utf8');
  return (text.includes('\ufffd') ? value : text).trim().normalize('NFC');
}
