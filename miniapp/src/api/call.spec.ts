import Taro from '@tarojs/taro';
import { call } from './call';
import { session } from './session';

jest.mock('@tarojs/taro', () => ({
  __esModule: true,
  default: {
    request: jest.fn(),
    login: jest.fn(async () => ({ code: 'wx-code' })),
    getStorageSync: () => '',
    setStorageSync: jest.fn(),
    removeStorageSync: jest.fn(),
  },
}));
Object.assign(globalThis, { API_BASE: 'http://api' });

const request = Taro.request as unknown as jest.Mock;
const me = { identityId: 'i', customerId: null, name: null, maskedPhone: null, phoneVerified: false, memberCode: null };
const ok = (data: unknown) => ({ statusCode: 200, data, header: {} });
const refused = (code: string, facts: unknown) => ({ statusCode: 409, data: { refusal: { code, facts }, requestId: 'req-1' }, header: {} });
const namesAsked = () => request.mock.calls.map(([options]) => String(options.url).replace('http://api/api/', ''));
const headersOf = (name: string) => request.mock.calls.filter(([o]) => String(o.url).endsWith(name)).map(([o]) => o.header as Record<string, string>);

beforeEach(() => {
  request.mockReset();
  session.set({ token: null, me: null, signedOut: false });
});

describe('asking the server', () => {
  it('looks around without a login', async () => {
    request.mockResolvedValueOnce(ok({ stores: [] }));
    expect(await call('stores.list', {})).toEqual({ ok: true, value: { stores: [] } });
    expect(namesAsked()).toEqual(['stores.list']);
    expect(headersOf('stores.list')[0]).not.toHaveProperty('idempotency-key');
  });

  it('logs in first where it must, once for two questions', async () => {
    request.mockImplementation(async ({ url }: { url: string }) => (url.endsWith('customerLogin') ? ok({ token: 't1', expiresAt: '', me }) : ok({ me })));
    await Promise.all([call('access.me', {}), call('access.me', {})]);
    expect(namesAsked().filter((n) => n === 'access.customerLogin')).toHaveLength(1);
    expect(headersOf('access.me').map((h) => h.authorization)).toEqual(['Bearer t1', 'Bearer t1']);
  });

  it('logs in again when the session has ended, and repeats with the same key', async () => {
    session.set({ token: 'old', me: null, signedOut: false });
    request
      .mockResolvedValueOnce(refused('access.login_required', { reason: 'expired' }))
      .mockResolvedValueOnce(ok({ token: 'new', expiresAt: '', me }))
      .mockResolvedValueOnce(ok({ done: true }));
    expect(await call('access.logout', {}, 'key-of-the-wish')).toEqual({ ok: true, value: { done: true } });
    expect(headersOf('access.logout')).toEqual([
      expect.objectContaining({ authorization: 'Bearer old', 'idempotency-key': 'key-of-the-wish' }),
      expect.objectContaining({ authorization: 'Bearer new', 'idempotency-key': 'key-of-the-wish' }),
    ]);
  });

  it('says the refusal and the number to read out on the phone', async () => {
    request.mockResolvedValueOnce(refused('booking.service_not_offered', { serviceId: 's', storeId: 't' }));
    expect(await call('booking.services', {})).toEqual({
      ok: false,
      refusal: { code: 'booking.service_not_offered', facts: { serviceId: 's', storeId: 't' }, requestId: 'req-1' },
    });
  });

  it('a dead network and a strange answer are refusals too', async () => {
    request
      .mockRejectedValueOnce({ errMsg: 'request:fail timeout' })
      .mockResolvedValueOnce({ statusCode: 502, data: '<html>', header: { 'x-request-id': 'req-2' } });
    expect(await call('stores.shop', {})).toEqual({ ok: false, refusal: { code: 'client.offline', facts: { detail: 'request:fail timeout' } } });
    expect(await call('stores.shop', {})).toEqual({ ok: false, refusal: { code: 'client.unreadable', facts: { status: 502 }, requestId: 'req-2' } });
  });
});
