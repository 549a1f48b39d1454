import { isIPv6 } from 'node:net';

/** Groups of an IPv6 address that name a network (RFC 4291): the rest is the subscriber's to choose. */
const NETWORK_GROUPS = 4;
const ALL_GROUPS = 8;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Whom an address stands for where requests are counted: an IPv4 address for itself, also as a socket
 * of both versions writes it; an IPv6 address for its network of 64 bits, in which one subscriber has
 * as many addresses as it likes.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return '';
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [before = '', after] = address.split('%', 1).join().split('::');
  const [left, right] = [groupsOf(before), groupsOf(after ?? '')];
  const zeros = Array<string>(ALL_GROUPS - left.length - right.length).fill('0');
  const network = [...left, ...zeros, ...right].slice(0, NETWORK_GROUPS);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}
