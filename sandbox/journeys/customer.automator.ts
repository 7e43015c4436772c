import { addDays, type CalendarDate, dateAt } from '@zhike/domain/kernel/calendar-date';
import { type Element, Hand, type MiniProgram } from './automator-hand';

export interface CustomerStoryOptions {
  /** Hears each step in one line. */
  say(line: string): void;
  readonly store?: string;
  readonly service?: string;
  /** The photographer she asks for; null leaves it at 不指定. */
  readonly photographer?: string | null;
  readonly contact?: { readonly name: string; readonly phone: string; readonly weddingDate: CalendarDate; readonly note: string };
  /** Between the confirmed booking and its cancelling: time for the shop to look at it. */
  readonly whileBooked?: (booking: BookedFacts) => Promise<void>;
}

export interface BookedFacts {
  readonly bookingId: string;
  /** What people say on the phone, e.g. `1128-0042`. */
  readonly code: string;
  readonly date: CalendarDate;
  /** As her screen says it. */
  readonly time: string;
  readonly photographer: string | null;
}
export interface CustomerStoryFacts extends BookedFacts {
  readonly refund: string;
  readonly fee: string;
}

const CONTACT = { name: '林小雨', phone: '13800138001', weddingDate: '2027-05-01', note: '想要自然光，两个人来' };
const SHANGHAI_MINUTES = 480;
/** Beyond the two days until which the wedding package may be cancelled free of charge. */
const FIRST_DAY_AHEAD = 4;
const LAST_DAY_AHEAD = 50;

function expect(what: string, actual: string, part: string): void {
  if (!actual.includes(part)) throw new Error(`${what} should say "${part}" but says "${actual}"`);
}

async function isMine(slot: Element): Promise<boolean> {
  return !String(await slot.attribute('class')).includes('slot--other');
}

/** A day with free starts, in this month or a later one. */
async function chooseDay(hand: Hand): Promise<CalendarDate> {
  const today = dateAt(Date.now(), SHANGHAI_MINUTES);
  await hand.until('a month with free days', async () => ((await hand.has('.day--free')) || (await hand.has('#no-days')) ? true : null));
  for (let ahead = FIRST_DAY_AHEAD; ahead <= LAST_DAY_AHEAD; ahead += 1) {
    const date = addDays(today, ahead);
    if (!(await hand.has(`#day-${date}`))) {
      await hand.tap('#month-next');
      await hand.see(`#day-${date}`);
      // The month is drawn before its free days are known.
      await hand.pause(800);
    }
    if (!String(await (await hand.see(`#day-${date}`)).attribute('class')).includes('day--free')) continue;
    await hand.tap(`#day-${date}`);
    return date;
  }
  throw new Error(`no free day between ${FIRST_DAY_AHEAD} and ${LAST_DAY_AHEAD} days ahead`);
}

/** 不指定, or a named person: the month then shows the days on which that person is free. */
async function choosePerson(hand: Hand, photographer: string | null): Promise<void> {
  await hand.tap('#pick-photographer-any');
  if (photographer === null) return;
  await hand.tap('.face', photographer);
  await hand.see('.face--on', photographer);
  await hand.pause(800);
}

async function chooseTime(hand: Hand): Promise<void> {
  const slot = await hand.until('a free time', async () => {
    for (const one of await hand.all('.slot')) if (await isMine(one)) return one;
    return null;
  });
  await slot.tap();
  await hand.until('a chosen time', async () => ((await hand.has('.slot--on')) && !(await hand.read('#chosen-time')).includes('选一个') ? true : null));
}

async function findPlaceAndPackage(hand: Hand, store: string, service: string): Promise<void> {
  await hand.miniProgram.switchTab('/pages/home/index');
  await hand.see('#services');
  await hand.tap('#choose-store');
  await hand.tap('.store__main', store);
  await hand.see('.hero__store-name', store);
  await hand.tap('.service', service);
  await hand.on('booking/service/');
}

async function payAndSee(hand: Hand, say: (line: string) => void): Promise<void> {
  await hand.on('booking/pay/');
  const deposit = await hand.read('#deposit');
  expect('the deposit', deposit, '¥500');
  say(`the time is held; the deposit is ${deposit}`);
  await hand.tap('#pay');
  await hand.on('booking/result/');
  await hand.see('#result-confirmed');
}

/** 我的预约 → the card → its details. */
async function openFromList(hand: Hand, bookingId: string, state: string): Promise<void> {
  await hand.miniProgram.switchTab('/pages/bookings/index');
  // A tab keeps its place between visits, so the list is chosen each time.
  await hand.tap(state === 'cancelled' ? '#when-past' : '#when-coming');
  const card = await hand.see(`#booking-${bookingId}`);
  expect('the card', String(await card.outerWxml()), `state-${state}`);
  await card.tap();
  await hand.on('booking/detail/');
}

async function cancel(hand: Hand): Promise<{ refund: string; fee: string }> {
  await hand.tap('#cancel');
  await hand.see('#cancel-preview');
  const refund = await hand.read('#refund');
  const fee = await hand.read('#fee');
  await hand.tap('#reason-0');
  await hand.tap('#cancel-confirm');
  await hand.see('.state-cancelled');
  return { refund, fee };
}

/** The money comes back some seconds later; she looks until it says so. */
async function awaitRefund(hand: Hand): Promise<void> {
  await hand.until(
    'the refund',
    async () => {
      if (await hand.has('#deposit-refunded')) return true;
      await hand.refresh();
      await hand.pause(700);
      return null;
    },
    45_000,
  );
}

/**
 * The customer's part of the story, from the first look to the refund, through the public automator API only: it runs the same
 * against our host and against WeChat DevTools (`WX_DEVTOOLS_WS`). Whoever calls it provides the phone: its login and its payments.
 */
export async function customerStory(miniProgram: MiniProgram, options: CustomerStoryOptions): Promise<CustomerStoryFacts> {
  const { say, store = '静安店', service = '经典婚纱套系', photographer = null, contact = CONTACT } = options;
  const hand = new Hand(miniProgram);

  await miniProgram.switchTab('/pages/mine/index');
  if (await hand.has('#login')) await hand.tap('#login');
  await hand.see('#my-code');
  say(`logged in as ${await hand.read('#my-name')}`);

  await findPlaceAndPackage(hand, store, service);
  say(`at ${store}, looking at ${service}`);
  await hand.tap('#choose-time');
  await hand.on('booking/time/');
  await choosePerson(hand, photographer);
  const date = await chooseDay(hand);
  await chooseTime(hand);
  say(`wants ${await hand.read('#chosen-time')}, ${photographer ?? '不指定'}`);

  await hand.tap('#next');
  await hand.on('booking/confirm/');
  await hand.write('#contact-name', contact.name);
  await hand.write('#contact-phone', contact.phone);
  await hand.pick('picker', contact.weddingDate);
  await hand.write('#contact-note', contact.note);
  expect('what is due now', await hand.read('#due-now'), '¥500');
  await hand.tap('#submit');
  await payAndSee(hand, say);
  const time = await hand.read('#result-time');
  say(`paid and confirmed: ${time}`);

  await hand.tap('#view-booking');
  await hand.on('booking/detail/');
  const code = await hand.read('#booking-code');
  const bookingId = String(((await hand.page()).query as { bookingId?: unknown }).bookingId ?? '');
  const facts: BookedFacts = { bookingId, code, date, time, photographer };
  await openFromList(hand, bookingId, 'confirmed');
  say(`booking ${code} stands in 我的预约`);
  await options.whileBooked?.(facts);

  const { refund, fee } = await cancel(hand);
  expect('the refund', refund, '¥500');
  expect('the fee', fee, '¥0');
  say(`cancelled: ${refund} comes back, ${fee} is kept`);
  await awaitRefund(hand);
  await openFromList(hand, bookingId, 'cancelled');
  say('the refund has arrived, and the booking stands under 以往');
  return { ...facts, refund, fee };
}
