import { BlockList, isIP } from 'node:net'

// IANA's special-purpose registries: what is not reachable from everywhere, or leads elsewhere than it says.
// prettier-ignore
const special4 = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]
] as const
// Inside 2000::/3, the only part of IPv6 that is routed: protocol assignments with Teredo, documentation, 6to4.
const special6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20]
] as const

const refused = new BlockList()
for (const [net, bits] of special4) refused.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of special6) refused.addSubnet(net, bits, 'ipv6')
const routed6 = new BlockList()
routed6.addSubnet('2000::', 3, 'ipv6')

/** Whether an IP address is one of the open internet. Mapped, translated and tunnelled forms of others are not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !refused.check(address, 'ipv4')
  // A zone (fe80::1%eth0) belongs to a link.
  if (family !== 6 || address.includes('%')) return false
  return routed6.check(address, 'ipv6') && !refused.check(address, 'ipv6')
}
