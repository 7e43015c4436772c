import type { Faults } from '../../world/faults';
import type { Customer, Follow, Member } from '../../world/people';
import type { AppMessage, ChatMessage, MassTask, PayNotification, PayOrder, PayRefund, SmsMessage, SubscribeMessage } from '../../world/state';
import { onHappening } from './happenings';

/** GET /sim/console/state: the part that these pages read. */
export interface WorldView {
  readonly now: string;
  readonly identity: { readonly appid: string };
  readonly templates: readonly { readonly key: string; readonly templateId: string; readonly title: string }[];
  readonly customers: readonly Customer[];
  readonly members: readonly Member[];
  readonly follows: readonly Follow[];
  readonly subscribeMessages: readonly SubscribeMessage[];
  readonly smsMessages: readonly SmsMessage[];
  readonly appMessages: readonly Omit<AppMessage, 'fingerprint'>[];
  readonly chats: readonly ChatMessage[];
  readonly massTasks: readonly MassTask[];
  readonly orders: readonly Omit<PayOrder, 'fingerprint'>[];
  readonly refunds: readonly PayRefund[];
  readonly notifications: readonly Omit<PayNotification, 'plaintext'>[];
  readonly faults: Faults;
}
export type { AppMessage, ChatMessage, Customer, Faults, Member, PayOrder, SmsMessage, SubscribeMessage };

const ROOT = '/sim/console';

export async function readWorld(): Promise<WorldView> {
  return (await (await fetch(`${ROOT}/state`)).json()) as WorldView;
}

/** What the console answered; a refusal is thrown with its own words. */
export async function tell<Answer = { ok: true }>(path: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${ROOT}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = (await response.json()) as Answer & { problem?: string };
  if (!response.ok) throw new Error(answer.problem ?? `HTTP ${response.status}`);
  return answer;
}

/** Calls back whenever the world outside may have changed: each line of its journal, not what the product was asked or recorded. */
export function follow(listener: () => void): void {
  onHappening(({ source }) => {
    if (source !== 'request' && source !== 'event') listener();
  });
}

/** Runs `work` soon after the last of many calls, never twice at once. */
export function settled(work: () => Promise<void>, ms = 120): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running = false;
  return function again(): void {
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      if (running) return again();
      running = true;
      void work()
        .catch(() => undefined)
        .finally(() => {
          running = false;
        });
    }, ms);
  };
}
