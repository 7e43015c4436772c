import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiOutput } from '@zhike/domain/api';
import type { ListeningSimulators } from '../../sandbox/simulators/index';
import { issueCode } from '../../sandbox/world/codes';
import { customer } from '../../sandbox/world/people';
import { addCustomer, type World } from '../../sandbox/world/world';
import { balanceKey } from '../../sandbox/simulators/wechat/subscribe';
import type { WorldKeys } from '../../sandbox/world/keys';
import { wish, type Fixture } from '../../server/test/fixture';
import type { Answer, Api } from '../lib/api';
import type { Chance } from '../lib/random';

/** What one customer of a stress run lived through. */
export interface Life {
  readonly outcome: 'paid' | 'not_paid' | 'paid_late' | 'too_late' | 'no_slot';
  /** Calls that had no usable answer (cut line, killed server, 5xx) and were sent again, with the same key where there is one. */
  readonly repeats: number;
}

export interface Stage {
  readonly api: Api;
  readonly world: World;
  readonly worldKeys: WorldKeys;
  readonly simulators: ListeningSimulators;
  readonly fixture: Fixture;
  readonly chance: Chance;
  /** renewed: every repeat is a new wish, as a careless client would send it. The negative control: it must lead to double bookings. */
  readonly keys: 'kept' | 'renewed';
  /** After so many days of the fixture nobody books. */
  readonly days: number;
  readonly say: (line: string) => void;
}

const TIMES = ['09:00', '10:30', '12:00', '13:30', '15:00', '16:30'];
const PAUSE_MS = 120;
const PATIENCE_MS = 120_000;
/** The templates whose arrival is counted. */
const TEMPLATES = ['booking_confirmed', 'deposit_refunded'] as const;

/**
 * Logs in, allows messages, takes a slot, pays (or not, or at the last moment) – and, as a phone does, sends a call again with the
 * same idempotency key until there is an answer, whatever dies in between.
 */
export async function live(index: number, stage: Stage, plan: 'pays' | 'walks away' | 'pays late'): Promise<Life> {
  const { api, world, fixture, chance } = stage;
  const person = addCustomer(world, customer(`stress-${index}`, `测试${index}`, `139${String(10_000_000 + index)}`));
  let repeats = 0;
  const insist = async <Name extends 'access.customerLogin' | 'messaging.recordSubscription' | 'booking.request' | 'orders.payDeposit'>(
    send: (key: string) => Promise<Answer<Name>>,
  ): Promise<Answer<Name>> => {
    let key = randomUUID();
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        const answer = await send(key);
        if (answer.status < 500) return answer;
      } catch {
        // The line broke: nobody knows what became of it.
      }
      if (Date.now() > until) throw new Error('no answer for two minutes');
      repeats += 1;
      if (stage.keys === 'renewed') key = randomUUID();
      await sleep(PAUSE_MS * (1 + chance.next()));
    }
  };
  const must = <Name extends 'access.customerLogin' | 'messaging.recordSubscription'>(answer: Answer<Name>): ApiOutput<Name> => {
    if (answer.refusal) throw new Error(`customer ${index}: ${answer.refusal.code}`);
    return answer.value;
  };
  // A log-in code works once, so that a repeat needs a new one.
  const { token } = must(await insist((key) => api.call('access.customerLogin', { code: issueCode(world, 'login', person.openid) }, null, key)));
  for (const template of TEMPLATES) world.state.acceptances[balanceKey(person.openid, stage.worldKeys.templates[template])] = 1;
  must(
    await insist((key) =>
      api.call('messaging.recordSubscription', { outcomes: TEMPLATES.map((templateKey) => ({ templateKey, outcome: 'accept' as const })) }, token, key),
    ),
  );

  for (let attempt = 0; attempt < 20; attempt++) {
    const startsAt = fixture.at(chance.pick(TIMES), chance.between(0, stage.days - 1));
    const note = `wish ${index}/${attempt}`;
    const asked = await insist((key) => api.call('booking.request', { ...wish(fixture, startsAt), note, contactPhone: person.phone }, token, key));
    if (asked.refusal) {
      if (stage.keys === 'renewed' && asked.refusal.code === 'booking.too_many_holds') return { outcome: 'no_slot', repeats };
      if (asked.refusal.code !== 'booking.slot_taken' && asked.refusal.code !== 'booking.slot_unavailable')
        throw new Error(`customer ${index}: ${asked.refusal.code} ${JSON.stringify(asked.refusal.facts)}`);
      continue;
    }
    const { booking } = asked.value;
    if (plan === 'walks away') return { outcome: 'not_paid', repeats };
    const opened = await insist((key) => api.call('orders.payDeposit', { bookingId: booking.id }, token, key));
    if (opened.refusal) {
      if (opened.refusal.code === 'orders.hold_expired' || opened.refusal.code === 'orders.nothing_to_pay') return { outcome: 'too_late', repeats };
      throw new Error(`customer ${index}: ${opened.refusal.code}`);
    }
    if (plan === 'pays late' && booking.holdExpiresAt) {
      const left = Date.parse(booking.holdExpiresAt) - Date.now();
      // Around the very moment at which the hold ends; a long hold is not waited for.
      if (left < 70_000) await sleep(Math.max(0, left + chance.between(-1500, 2500)));
    }
    const paid = await stage.simulators.simulators.pay.requestPayment(opened.value.requestPayment, person.openid);
    return { outcome: paid.ok ? (plan === 'pays late' ? 'paid_late' : 'paid') : 'too_late', repeats };
  }
  return { outcome: 'no_slot', repeats };
}
