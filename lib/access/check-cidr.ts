import { isIP } from 'node:net';
import { Token } from 'aws-cdk-lib/core';
import { fail, show } from '../private/errors';

/** Checks ranges of addresses, such as "192.0.2.0/24" and "2001:db8::/32", or an address by itself. */
export function checkCidrs(cidrs: string[]): void {
  for (const cidr of cidrs) if (!Token.isUnresolved(cidr)) checkCidr(cidr);
}

/** Whether text is a range of addresses, or an address by itself. */
export function isCidr(cidr: string): boolean {
  const [address, length, ...rest] = cidr.split('/');
  const family = isIP(address);
  if (family === 0 || address.includes('%') || rest.length > 0) return false;
  return length === undefined || (/^(?:0|[1-9]\d*)$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}

function checkCidr(cidr: string): void {
  if (!isCidr(String(cidr))) return notCidr(cidr);
  const [address, length] = cidr.split('/');
  if (length === undefined) return undefined;
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const bytes = family === 4 ? address.split('.').map(Number) : bytesOfV6(address);
  const network = bytes.map((byte, index) => networkBits(byte, Number(length) - index * 8));
  if (network.some((byte, index) => byte !== bytes[index])) {
    fail(`'cidrs' must have the first address of a range, got ${show(cidr)}: write ${show(`${format(network)}/${length}`)}, or ${show(`${address}/${bits}`)} for the one address`);
  }
  return undefined;
}

function notCidr(cidr: unknown): never {
  fail(`'cidrs' must be ranges of IPv4 or IPv6 addresses, got ${show(cidr)}: write "192.0.2.0/24" or "2001:db8::/32", for example`);
}

/** A byte with as many of its first bits as belong to the network. */
function networkBits(byte: number, bits: number): number {
  const host = 2 ** (8 - Math.min(8, Math.max(0, bits)));
  return byte - byte % host;
}

function bytesOfV6(address: string): number[] {
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':')).flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = parseInt(group, 16);
    return [Math.floor(value / 256), value % 256];
  });
  const [before, after] = address.split('::').map(groups);
  return after === undefined ? before : [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
}

function format(bytes: number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = bytes.flatMap((byte, index) => (index % 2 === 0 ? [(byte * 256 + bytes[index + 1]).toString(16)] : []));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
