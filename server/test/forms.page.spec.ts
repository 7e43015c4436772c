import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedFixture } from './fixture';
import { consultType, openFormBody, publish } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';

const CLIENTS = mkdtempSync(path.join(tmpdir(), 'zhike-clients-'));
mkdirSync(path.join(CLIENTS, 'h5'));
writeFileSync(path.join(CLIENTS, 'h5/index.html'), '<!doctype html><title>h5</title>');

let shop: Harness;
let boss: Login;
let storeId: string;
const type = consultType();
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate', CLIENTS_DIR: CLIENTS } });
  ({ storeId } = await seedFixture(shop.server.ports));
  boss = await shop.staff('zongbu');
  await publish(shop, boss, 'record', type.label, type);
});
afterAll(() => shop.close());

async function page(frames?: readonly string[]): Promise<{ status: number; csp: string; frameOptions: string | null; headers: Headers; token: string }> {
  const id = await publish(shop, boss, 'form', '登记表', openFormBody(type, { public: { kinds: ['open'], ...(frames ? { frames } : {}) } }));
  const { token } = await shop.do('forms.share', { id, kind: 'open', channel: '官网', storeId }, boss);
  const answer = await fetch(`${shop.url}/f/${token}`);
  return {
    status: answer.status,
    csp: answer.headers.get('content-security-policy') ?? '',
    frameOptions: answer.headers.get('x-frame-options'),
    headers: answer.headers,
    token,
  };
}

test('FM-14 a form opens for anybody by its address; the sites that it names may show it in a frame, and no other', async () => {
  const shown = await page(['https://www.example.com/contact', 'https://mp.example.cn']);
  expect(shown.status).toBe(200);
  expect(shown.csp).toContain("frame-ancestors 'self' https://www.example.com https://mp.example.cn;");
  expect(shown.csp).toContain("script-src 'self'");
  expect(shown.frameOptions).toBeNull();
  expect([shown.headers.get('set-cookie'), shown.headers.get('referrer-policy'), shown.headers.get('cache-control')]).toEqual([
    null,
    'no-referrer',
    'no-store',
  ]);
});

test('FM-14 a form that names no site, a link that is none and one that is made up are shown in nobody’s frame', async () => {
  const shown = await page();
  expect(shown.csp).toMatch(/frame-ancestors 'self'(;|$)/);
  expect(shown.frameOptions).toBe('SAMEORIGIN');
  const none = await fetch(`${shop.url}/f/${'x'.repeat(43)}`);
  expect([none.status, none.headers.get('x-frame-options')]).toEqual([200, 'SAMEORIGIN']);
  expect((await fetch(`${shop.url}/f/short`)).status).toBe(404);
});
