import { createAgenda, type Agenda } from '../../prisma/seeds/agenda';
import { jobHandlers } from '../src/composition';
import type { JobHandler, JobKind } from '../src/platform/jobs';
import { draft, openShop, type Shop } from './customers.fixtures';
import { startHarness, type Harness, type HarnessOptions, type Login } from './harness';

/** A shop in Shanghai whose time a test moves: reminders and texts leave when it reaches them. */
export interface MessageStage {
  readonly harness: Harness;
  readonly agenda: Agenda;
  readonly shop: Shop;
  /** The manager, logged in again when time has ended the session. */
  laoxu(): Promise<Login>;
  /** Lives until then: a wall-clock time of Shanghai. */
  until(time: string): Promise<void>;
  /** From now on each job is done by these, as often and as parallel as they say; without any, nobody works and jobs lie in the queue. */
  work(workers: readonly (readonly JobHandler[])[]): Promise<void>;
  /** A confirmed booking of somebody whom the desk wrote down; she was never in the mini-program. */
  booked(name: string, phone: string, startsAt: string): Promise<Booked>;
  /** The same, held for the deposit. */
  held(name: string, phone: string, startsAt: string): Promise<Booked>;
  /** Confirmed, for a person of the simulated world who has been in the mini-program. */
  bookedByApp(name: string, startsAt: string): Promise<Booked & { login: Awaited<ReturnType<Harness['customer']>> }>;
  /** She accepts messages of a template, here and in WeChat. */
  accepts(login: Login & { person: { openid: string } }, templateKey: string): Promise<void>;
  /** Texts to a number: when (Shanghai) and what. */
  texts(phone: string): { at: string; text: string }[];
  /** The lines of a booking's timeline about messages to the customer: `booking_reminder sms sent`. */
  told(bookingId: string): Promise<string[]>;
}

export interface Booked {
  readonly bookingId: string;
  readonly customerId: string;
  readonly version: number;
}

export const shanghai = (time: string): Date => new Date(`${time}:00+08:00`);
const wall = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16);

/** For tests in which every service answers, however busy the machine is. */
export const PATIENT: NonNullable<HarnessOptions['limits']> = { connectMs: 10_000, totalMs: 20_000, backoffMs: [] };

/** Opens the stage at 2027-03-01 09:00 in Shanghai, a Monday. */
export async function openMessageStage(options: Pick<HarnessOptions, 'env' | 'limits'> = {}): Promise<MessageStage> {
  const agenda = createAgenda(shanghai('2027-03-01T09:00'));
  const harness = await startHarness({ limits: { connectMs: 500, totalMs: 700, backoffMs: [] }, ...options, clock: agenda.clock, jobs: agenda.jobs });
  const shop = await openShop(harness);
  const { prisma } = harness.server.ports.db;
  const queue: { kind: JobKind<object>; data: object }[] = [];
  const work: MessageStage['work'] = async (workers) => {
    const kinds = jobHandlers(harness.server.ports).map((handler) => handler.kind);
    await agenda.jobs.work(
      kinds.map((kind) => ({
        kind,
        async run(data) {
          if (workers.length === 0) return void queue.push({ kind, data });
          const results = await Promise.allSettled(workers.map(async (handlers) => handlers.find((handler) => handler.kind.name === kind.name)?.run(data)));
          // Of many at one message all but one are told to come back.
          const [failed] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
          if (failed && (results.every((result) => result.status === 'rejected') || !/another worker/.test(failed.message))) throw failed;
        },
      })),
    );
    if (workers.length > 0)
      await harness.server.ports.db.transaction(async (tx) => {
        for (const { kind, data } of queue.splice(0)) await agenda.jobs.send(tx, kind, data);
      });
  };
  let login: { readonly token: string; readonly at: number } | null = null;
  const laoxu = async (): Promise<Login> => {
    const now = agenda.clock.now().getTime();
    if (!login || now - login.at > 6 * 3_600_000) login = { token: (await harness.staff('laoxu')).token, at: now };
    return login;
  };
  const book = async (customerId: string, name: string, phone: string, startsAt: string, awaitDeposit: boolean): Promise<Booked> => {
    const { booking } = await harness.do(
      'booking.create',
      {
        customerId,
        storeId: shop.stores.jing,
        serviceId: shop.serviceId,
        startsAt: shanghai(startsAt).toISOString(),
        choices: {},
        contactName: name,
        contactPhone: phone,
        weddingDate: null,
        note: '',
        awaitDeposit,
        source: 'workbench',
      },
      await laoxu(),
    );
    // The event that confirms it is delivered at once.
    await agenda.runUntil(agenda.clock.now());
    return { bookingId: booking.id, customerId, version: booking.version };
  };
  const written = async (name: string): Promise<string> => (await harness.do('customers.create', draft(name), await laoxu())).profile.id;
  return {
    harness,
    agenda,
    shop,
    laoxu,
    work,
    until: (time) => agenda.runUntil(shanghai(time)),
    booked: async (name, phone, startsAt) => book(await written(name), name, phone, startsAt, false),
    held: async (name, phone, startsAt) => book(await written(name), name, phone, startsAt, true),
    async bookedByApp(name, startsAt) {
      const person = await harness.customer(name);
      const customerId = await written(name);
      await prisma.customerIdentity.update({ where: { id: person.identityId }, data: { customerId } });
      return { ...(await book(customerId, name, person.person.phone, startsAt, false)), login: person };
    },
    async accepts(person, templateKey) {
      await harness.do('messaging.recordSubscription', { outcomes: [{ templateKey, outcome: 'accept' }] }, person);
      const key = `${person.person.openid}|${harness.server.ports.shop.templates[templateKey] ?? ''}`;
      harness.world.state.acceptances[key] = (harness.world.state.acceptances[key] ?? 0) + 1;
    },
    texts: (phone) => harness.world.state.smsMessages.filter((one) => one.phone === `+86${phone}`).map((one) => ({ at: wall(one.at), text: one.text })),
    async told(bookingId) {
      const rows = await prisma.event.findMany({ where: { bookingId, type: { startsWith: 'message.' } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
      return rows.flatMap((row) => {
        const { templateKey, channel, reason } = row.data as Record<string, string>;
        return channel === 'wecom' ? [] : [[templateKey, channel, row.type.replace('message.', ''), reason].filter(Boolean).join(' ')];
      });
    },
  };
}
