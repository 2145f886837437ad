import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Addresses that no list of the internet lies at: this machine, its neighbours, and what a cloud tells its machines. Whoever may
 * write a pipeline, or answer for the host of one, must not read them through it.
 */
const inner = new BlockList();
for (const [net, bits] of [
  ...[
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ],
  ...[
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
  ],
] as [string, number][])
  inner.addSubnet(net, bits, 'ipv4');
/** Only these hold hosts of the internet; of them not such as carry an address of the older kind. */
const outer = new BlockList();
outer.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 32],
  ['2002::', 16],
  ['2001:db8::', 32],
] as [string, number][])
  inner.addSubnet(net, bits, 'ipv6');

/** Whether an address is one of the internet. What is none at all is not. */
export function isPublic(address: string): boolean {
  const kind = isIP(address);
  if (kind === 4) return !inner.check(address, 'ipv4');
  return kind === 6 && outer.check(address, 'ipv6') && !inner.check(address, 'ipv6');
}

/** The host is, or leads to, an address that is not of the internet. */
export class PrivateAddressError extends Error {}

/** Looks a name up, and gives an address only where all of them are public: what is checked is what is connected to. */
export const lookupPublic: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    const addresses = found as LookupAddress[] | undefined;
    if (error || !addresses) return done(error ?? new Error('no address'), '', 0);
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublic(address)))
      return done(new PrivateAddressError('private'), '', 0);
    if (options.all) return done(null, addresses);
    const [first] = addresses as [LookupAddress];
    done(null, first.address, first.family);
  });
};
