import { type Scripted, type SeenRequest, seal, wechatpayHeaders } from './gateways.fixtures';
import { against, answered, keys, NO, paid, platformPair, publicPair, signatureHolds } from './gateways.pay-server';

describe('platform certificates', () => {
  const entry = (certificate: string, serial: string, apiV3Key = keys.apiV3Key, expire = '2031-01-01T00:00:00+08:00') => ({
    serial_no: serial,
    effective_time: '2026-01-01T00:00:00+08:00',
    expire_time: expire,
    encrypt_certificate: seal(certificate, 'certificate', apiV3Key),
  });
  const list = () => answered(200, { data: [entry(keys.platform.certificate, keys.platform.serial)] }, platformPair);
  const asks = (seen: readonly SeenRequest[]) => seen.filter((request) => request.url === '/v3/certificates').length;
  const serving = (certificates: () => Scripted) => (request: SeenRequest) =>
    request.url === '/v3/certificates' ? certificates() : answered(200, paid, platformPair);

  it('OR-07 they are downloaded once, by signed request, for many answers and notifications', () =>
    against(
      serving(list),
      async (pay, seen) => {
        const all = await Promise.all(Array.from({ length: 8 }, () => pay.query(NO)));
        for (const one of all) expect(one.kind).toBe('ok');
        expect((await pay.query(NO)).kind).toBe('ok');
        expect(asks(seen)).toBe(1);
        for (const request of seen) expect(signatureHolds(request, request.url)).toBe(true);
        expect(seen[0]?.headers['wechatpay-serial']).toBeUndefined();
      },
      { mode: 'platform-certificate' },
    ));

  const bad: readonly (readonly [string, () => Scripted])[] = [
    ['sealed with another key', () => answered(200, { data: [entry(keys.platform.certificate, keys.platform.serial, 'x'.repeat(32))] }, platformPair)],
    ['of another serial', () => answered(200, { data: [entry(keys.merchant.certificate, keys.platform.serial)] }, platformPair)],
    ['not signed by themselves', () => answered(200, { data: [entry(keys.platform.certificate, keys.platform.serial)] }, null)],
    ['over', () => answered(200, { data: [entry(keys.platform.certificate, keys.platform.serial, keys.apiV3Key, '2026-01-02T00:00:00+08:00')] }, platformPair)],
    ['refused', () => answered(401, { code: 'SIGN_ERROR', message: 'x' }, null)],
    ['missing', () => answered(404, { code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' }, null)],
    ['not there', () => 'cut'],
  ];
  it.each(bad)('OR-07 certificates that are %s are not used, and not asked for again and again', (_name, certificates) =>
    against(
      serving(certificates),
      async (pay, seen) => {
        for (let i = 0; i < 5; i++) expect((await pay.query(NO)).kind).toBe('unavailable');
        expect(asks(seen)).toBe(1);
      },
      { mode: 'platform-certificate' },
    ),
  );

  it('OR-07 after the pause they are asked for again, and a new serial is found', () => {
    let open = false;
    return against(
      serving(() => (open ? list() : 'cut')),
      async (pay, seen, world) => {
        expect((await pay.query(NO)).kind).toBe('unavailable');
        open = true;
        expect((await pay.query(NO)).kind).toBe('unavailable');
        world.time.offsetMs += 30_000;
        expect((await pay.query(NO)).kind).toBe('ok');
        expect(asks(seen)).toBe(2);
      },
      { mode: 'platform-certificate' },
    );
  });

  it('OR-07 after twelve hours they are renewed in the background while answers go on', () => {
    const now = { at: 0 };
    return against(
      (request) => {
        const body =
          request.url === '/v3/certificates' ? JSON.stringify({ data: [entry(keys.platform.certificate, keys.platform.serial)] }) : JSON.stringify(paid);
        return { status: 200, headers: wechatpayHeaders(body, platformPair, new Date(Date.now() + now.at)), body };
      },
      async (pay, seen, world) => {
        await pay.query(NO);
        now.at = world.time.offsetMs = 13 * 3_600_000;
        expect((await pay.query(NO)).kind).toBe('ok');
        for (let i = 0; i < 100 && asks(seen) < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
        expect((await pay.query(NO)).kind).toBe('ok');
        expect(asks(seen)).toBe(2);
      },
      { mode: 'platform-certificate' },
    );
  });

  it('OR-07 while a merchant moves to the public key, both kinds of signature are accepted', () =>
    against(
      (request, count) => (request.url === '/v3/certificates' ? list() : answered(200, paid, count % 2 ? publicPair : platformPair)),
      async (pay) => {
        for (let i = 0; i < 4; i++) expect((await pay.query(NO)).kind).toBe('ok');
      },
    ));
});
