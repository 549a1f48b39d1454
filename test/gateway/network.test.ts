import { describe, expect, it } from 'vitest';
import { publicCaller } from '../../gateway/auth/caller.ts';
import { networkOf } from '../../gateway/http/network.ts';
import { openLimits, openStrikes } from '../../gateway/http/rate-limits.ts';

describe('an address where requests are counted', () => {
  it.each([
    ['192.0.2.17', '192.0.2.17'],
    ['::ffff:192.0.2.17', '192.0.2.17'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:DB8:0001:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    [undefined, ''],
    ['no address', 'no address'],
  ])('%s stands for %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is not another one for each address that a subscriber of IPv6 makes up', async () => {
    const admit = openLimits({
      RATE_PUBLIC: 2,
      RATE_ORGANISATION: 0,
      RATE_SUBJECT: 0,
      QUOTA_ORGANISATION: 0,
    });
    const strikes = openStrikes({ RATE_PUBLIC: 2 });
    const nobody = publicCaller('internet');
    const limited = { code: 'RATE_LIMITED' };
    for (const last of [1, 2]) {
      await admit(nobody, `2001:db8:1:2::${last}`);
      await strikes.count(`2001:db8:1:2::${last}`);
    }
    await expect(admit(nobody, '2001:db8:1:2:9::9')).rejects.toMatchObject(limited);
    await expect(strikes.count('2001:db8:1:2:9::9')).rejects.toMatchObject(limited);
    await expect(strikes.refuseOver('2001:db8:1:2::3')).rejects.toMatchObject(limited);
    await admit(nobody, '2001:db8:1:3::1');
    await strikes.refuseOver('2001:db8:1:3::1');
  });
});
