import { configure } from '@testing-library/react';
import type { BookingView } from '@zhike/domain/booking/contract';
import type { ReactNode } from 'react';
import { forgetQueries } from '../api/hooks';
import { type Me, SignedIn } from '../components/SessionGate';
import { Toasts } from '../components/toast';

// A machine that does other things, too, may take its time over a sheet.
configure({ asyncUtilTimeout: 10_000 });

/** For component tests of the sidebar: a signed-in member, and a server that answers from a table. */
export type Reply = { readonly status: number; readonly body: unknown };
export const ok = (body: unknown): Reply => ({ status: 200, body });
export const no = (code: string, facts: unknown): Reply => ({ status: 409, body: { refusal: { code, facts }, requestId: 'req' } });

export interface TestServer {
  /** Every call so far, in order. */
  readonly sent: { readonly name: string; readonly body: Record<string, unknown> }[];
  /** What an endpoint answers from now on. */
  answer(name: string, reply: Reply): void;
  sentTo(name: string): Record<string, unknown>[];
}

export function openTestServer(answers: Record<string, Reply>): TestServer {
  const table = { ...answers };
  const sent: TestServer['sent'] = [];
  forgetQueries();
  // jsdom has no pseudo elements; antd asks for one to measure a scroll bar.
  const styleOf = window.getComputedStyle.bind(window);
  window.getComputedStyle = (element) => styleOf(element);
  window.matchMedia = (() => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined })) as never;
  globalThis.ResizeObserver = class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  // Nor has it channels; antd's Select lets its next step wait on one.
  globalThis.MessageChannel = class {
    readonly port1: { onmessage: (() => void) | null } = { onmessage: null };
    readonly port2 = { postMessage: () => void setTimeout(() => this.port1.onmessage?.()) };
  } as never;
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    const name = url.replace('/api/', '');
    sent.push({ name, body: JSON.parse(String(init.body)) as Record<string, unknown> });
    const reply = table[name] ?? { status: 404, body: { refusal: { code: 'record.not_found', facts: { noun: 'record', id: name } } } };
    return { ok: reply.status === 200, status: reply.status, json: async () => reply.body } as Response;
  }) as typeof fetch;
  return {
    sent,
    answer: (name, reply) => {
      table[name] = reply;
    },
    sentTo: (name) => sent.filter((call) => call.name === name).map((call) => call.body),
  };
}

const ME = {
  staffId: 's',
  name: '周牧',
  stores: [{ id: 'st', name: '静安店' }],
  discountPercent: 5,
  rights: ['booking.serve', 'booking.read', 'booking.write', 'booking.confirm', 'calendar.read', 'customer.write'],
} as unknown as Me;

/** @param rights what she may beyond the usual */
export function Stage({ children, rights = [] }: { children: ReactNode; rights?: readonly string[] }) {
  return (
    <SignedIn me={{ ...ME, rights: [...ME.rights, ...rights] } as Me}>
      {children}
      <Toasts />
    </SignedIn>
  );
}

export const booking: BookingView = {
  id: 'b1',
  code: '1128-0042',
  state: 'requested',
  version: 1,
  storeId: 'st',
  storeName: '静安店',
  storeAddress: '',
  storePhone: '',
  storeDirections: '',
  utcOffsetMinutes: 480,
  serviceId: 'v',
  serviceName: '肩颈理疗',
  whatToBring: '',
  imageUrl: null,
  startsAt: '2026-11-29T02:00:00.000Z',
  endsAt: '2026-11-29T03:00:00.000Z',
  holdExpiresAt: null,
  units: [],
  customerId: 'c',
  contactName: '王芳',
  contactPhone: '138****8000',
  weddingDate: null,
  note: '',
  source: 'miniapp',
  priceFen: 39900,
  deposit: { amountFen: 0, state: 'none', paidAt: null, refundedFen: 0 },
  policy: { freeUntilHours: 48, latePercent: 50, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 },
  partySize: 1,
  addons: [],
  acceptBy: '2026-11-28T02:00:00.000Z',
  offers: [],
  moves: 0,
  seriesId: null,
  fromWaitlist: false,
  overbooked: null,
  cautions: null,
  cancelledReason: null,
  createdAt: '2026-11-28T01:00:00.000Z',
  confirmedAt: null,
  can: ['accept', 'decline'],
};
