import { randomUUID } from 'node:crypto';
import type { ApiInput, ApiOutput, EndpointName } from '@zhike/domain/api';
import type { FrameLocator, Page } from 'playwright-core';
import type { House } from '../launch/house';
import { issueCode } from '../world/codes';
import type { Stage } from './stage';

/** Who walks through the house, each with a screen of her own; and her bare voice, for what must be so before a journey begins. */
export interface Voice {
  ask<Name extends EndpointName>(name: Name, input: ApiInput<Name>): Promise<ApiOutput<Name>>;
}
export interface Phone {
  readonly page: Page;
  /** The mini-program on it. */
  readonly app: FrameLocator;
}

const PHONE = { width: 900, height: 900 };
const DESK = { width: 1440, height: 900 };
const SLIDE_MS = 500;
const HAND = { width: 430, height: 860 };

const openidOf = (house: House, name: string): string => {
  const person = house.world.state.people.customers.find((one) => one.name === name);
  if (!person) throw new Error(`nobody in the demo's world is called ${name}`);
  return person.openid;
};

/** Her phone, in a browser of its own, on the mini-program's start page or on the one that is named. */
export async function openPhone(stage: Stage, name: string, at = ''): Promise<Phone> {
  const open = await stage.apart();
  const page = await open(`/phone?${new URLSearchParams({ openid: openidOf(stage.house, name), open: at }).toString()}`, PHONE);
  return { page, app: page.frameLocator('iframe.app') };
}

/** The workbench of a member, in a browser of its own: she logs in through WeCom and goes to a page. */
export async function openDesk(stage: Stage, name: string, page: string): Promise<Page> {
  const open = await stage.apart();
  const desk = await open(`/workbench/#/${page}`, DESK);
  await desk.getByText(name, { exact: true }).first().click();
  await desk.locator('.zk-rail-me').waitFor();
  if (!desk.url().endsWith(`#/${page}`)) await desk.goto(`${stage.house.url}/workbench/#/${page}`);
  return desk;
}

/** The sidebar outside of any chat, as a member opens it from WeCom's list of applications on her phone: her day. */
export async function openMyToday(stage: Stage, name: string): Promise<Page> {
  const open = await stage.apart();
  const page = await open('/sidebar/', HAND);
  await page.getByText(name, { exact: true }).first().click();
  await page.getByTestId('my-today').waitFor();
  return page;
}

/** A picture of her phone, once a page that slides in has come to rest. */
export async function snap(stage: Stage, { page }: Phone, name: string): Promise<void> {
  await page.waitForTimeout(SLIDE_MS);
  await stage.picture(page, name);
}

/** 返回, and waits until the page that she left has slid away: until then both stand in the document. */
export async function goBack({ page, app }: Phone): Promise<void> {
  const pages = app.locator('.taro_page');
  const before = await pages.count();
  await page.getByRole('button', { name: '返回' }).click();
  const until = Date.now() + 15_000;
  while ((await pages.count()) >= before) {
    if (Date.now() > until) throw new Error('the page that was left is still there');
    await page.waitForTimeout(50);
  }
}

/** Pays the deposit in WeChat's sheet and waits for the server's word. */
export async function payDeposit({ page, app }: Phone): Promise<void> {
  await app.locator('#pay:visible').click();
  await page.getByRole('button', { name: '确认支付' }).click();
  for (const digit of ['1', '2', '3', '4', '5', '6']) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.getByRole('button', { name: '完成' }).click();
}

/** Chooses a day of the chooser, in this month or a later one, and a start of it. */
export async function chooseTime({ app }: Phone, date: string, time: string): Promise<void> {
  const day = app.locator(`#day-${date}:visible`);
  await app.locator('.day--free:visible, #no-days:visible').first().waitFor();
  while ((await day.count()) === 0) {
    const shown = await app.locator('#month-title:visible').textContent();
    await app.locator('#month-next:visible').click();
    await app
      .locator('#month-title:visible')
      .filter({ hasNotText: shown ?? '' })
      .waitFor();
  }
  await day.click();
  await app.locator(`#slot-${time.replace(':', '')}:visible`).click();
}

/** Writes who she is; the phone keeps it for the next time. */
export async function fillContact({ app }: Phone, name: string, phone: string): Promise<void> {
  await app.locator('#contact-name input, input#contact-name').last().fill(name);
  await app.locator('#contact-phone input, input#contact-phone').last().fill(phone);
}

function voiceWith(house: House, token: string | null): Voice {
  return {
    async ask(name, input) {
      const answer = await fetch(`${house.url}/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify(input),
      });
      const said: unknown = await answer.json();
      if (!answer.ok) throw new Error(`${name} answered ${answer.status}: ${JSON.stringify(said)}`);
      return said as never;
    },
  };
}

/** A member who is logged in without a screen. */
export async function staffVoice(house: House, userid: string): Promise<Voice> {
  const hop = async (target: string, cookie: string): Promise<Response> => fetch(target, { redirect: 'manual', headers: cookie ? { cookie } : {} });
  const to = (answer: Response): string => answer.headers.get('location') ?? '';
  const start = await hop(`${house.url}/api/access/wecom/start?entry=workbench`, '');
  const cookie = start.headers.getSetCookie().map((line) => line.split(';')[0]);
  const authorised = await hop(`${to(start).replace('#wechat_redirect', '')}&sim_member=${userid}`, '');
  const back = await hop(to(authorised), cookie.join('; '));
  const ticket = /ticket=([\w-]+)/.exec(to(back))?.[1] ?? '';
  const { token } = await voiceWith(house, null).ask('access.redeemTicket', { ticket });
  return voiceWith(house, token);
}

/** A customer who is logged in without a screen, and whom the shop knows by the number that WeChat vouches for. */
export async function customerVoice(house: House, name: string): Promise<Voice> {
  const openid = openidOf(house, name);
  const { token } = await voiceWith(house, null).ask('access.customerLogin', { code: issueCode(house.world, 'login', openid) });
  const voice = voiceWith(house, token);
  await voice.ask('access.bindPhone', { code: issueCode(house.world, 'phone', openid) });
  return voice;
}

/** She books a start and pays its deposit, all without a screen. */
export async function bookPaid(house: House, name: string, voice: Voice, wish: { storeId: string; serviceId: string; startsAt: string }): Promise<string> {
  const { service } = await voice.ask('booking.service', { serviceId: wish.serviceId, storeId: wish.storeId });
  const { booking } = await voice.ask('booking.request', {
    ...wish,
    choices: {},
    contactName: name,
    contactPhone: house.world.state.people.customers.find((one) => one.name === name)?.phone ?? '',
    weddingDate: null,
    note: '',
    quotedPriceFen: service.priceFen,
    quotedDepositFen: service.depositFen,
  });
  if (service.depositFen === 0) return booking.id;
  const { requestPayment } = await voice.ask('orders.payDeposit', { bookingId: booking.id });
  await fetch(`${house.url}/sim/console/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ openid: openidOf(house, name), params: requestPayment }),
  });
  await voice.ask('orders.checkDeposit', { bookingId: booking.id });
  return booking.id;
}
