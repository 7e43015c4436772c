import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import Koa from 'koa';
import { happenedStream, type ProductEvent } from '../console/happened-stream';
import { createWorld } from '../world/world';
import { demoPages } from './pages';

let server: Server;
let base: string;
const world = createWorld({ clock: { now: () => new Date() }, stateFile: null });
const events: ProductEvent[] = [{ id: 'a', at: new Date(0), type: 'booking.held', data: {} }];
const happened = happenedStream(world, (after) => Promise.resolve(after ? events.slice(events.findIndex((one) => one.id === after.id) + 1) : events.slice(-1)));

beforeAll(async () => {
  const app = new Koa();
  const pages = await demoPages();
  app.use((ctx, next) => (ctx.path === '/sandbox/happened' ? happened.stream(ctx, next) : next()));
  app.use(happened.requests);
  app.use(pages);
  // A product of three addresses.
  app.use((ctx) => {
    if (ctx.path === '/sidebar/') {
      ctx.type = 'html';
      ctx.set('Content-Length', '60');
      ctx.body = Readable.from(['<!doctype html><html><head lang="zh">', '<script src="/own.js"></script></head></html>']);
    } else if (ctx.path === '/api/access/wecom/start') ctx.redirect('https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1#wechat_redirect');
    else if (ctx.path === '/api/booking.request') {
      ctx.state.refusal = 'booking.slot_taken';
      ctx.status = 409;
    }
  });
  server = createServer((request, response) => void app.callback()(request, response)).listen(0);
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  happened.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("the demo's pages", () => {
  test.each(['/', '/phone', '/chat', '/console'])('%s is served with all that it links to, and runs no script from elsewhere', async (path) => {
    const answer = await fetch(base + path);
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    const links = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(links).toHaveLength(2);
    for (const link of links) expect((await fetch(base + link)).status).toBe(200);
  });

  test("a page of the product is passed on whole, with WeCom's bridge before its own scripts", async () => {
    const html = await (await fetch(`${base}/sidebar/`)).text();
    expect(html).toMatch(
      /<head lang="zh"><script src="\/sandbox\/[0-9a-f]{10}\/inject-wecom\.js"><\/script><script src="\/own\.js"><\/script><\/head><\/html>$/,
    );
  });

  test('the login page is answered for who sits at a framed desk; a page of its own asks', async () => {
    const where = async (headers: Record<string, string>): Promise<string> =>
      (await fetch(`${base}/api/access/wecom/start?entry=sidebar`, { redirect: 'manual', headers })).headers.get('location') ?? '';
    const cookie = 'zhike_desk_sidebar=xiaotang; zhike_desk_workbench=laoxu';
    expect(await where({ cookie, 'sec-fetch-dest': 'iframe' })).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1&sim_member=xiaotang#wechat_redirect',
    );
    expect(await where({ cookie, 'sec-fetch-dest': 'document' })).not.toContain('sim_member');
    expect(await where({ 'sec-fetch-dest': 'iframe' })).not.toContain('sim_member');
  });
});

describe('「发生了什么」', () => {
  test('tells in order what people do, what is asked and refused, and what the product records', async () => {
    const answer = await fetch(`${base}/sandbox/happened`);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const until = async (part: string): Promise<void> => {
      while (!heard.includes(part)) heard += (await reader?.read())?.value ?? '';
    };
    await until('retry');
    world.record('people', 'chat.said', '顾客给成员发了消息');
    await until('顾客给成员发了消息');
    await fetch(`${base}/api/booking.request`, { method: 'POST' });
    await until('booking.request → 409 booking.slot_taken');
    // What was there before the stream began is history, not news.
    await new Promise((resolve) => setTimeout(resolve, 500));
    events.push({ id: 'b', at: new Date(1), type: 'payment.paid', data: { serviceName: '情绪写真', amountFen: 20000 } });
    await until('payment.paid 定金已收到（情绪写真 · ¥200.00）');
    expect(heard).not.toContain('booking.held');
    await reader?.cancel();
  });
});
