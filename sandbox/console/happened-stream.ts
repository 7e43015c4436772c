import { PassThrough } from 'node:stream';
import type { Middleware } from 'koa';
import type { JournalEntry } from '../world/state';
import type { World } from '../world/world';
import type { Happening } from './shared/happenings';

/** One row of the product's events table. */
export interface ProductEvent {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly data: unknown;
}

/** How the stream learns of the product's own events: everything after a known one, or, without one, the newest few. */
export type ReadEvents = (after: ProductEvent | null) => Promise<readonly ProductEvent[]>;

const LOOK_EVERY_MS = 400;
const BEAT_MS = 20_000;
const KEPT = 200;
const WORDS: Readonly<Record<string, string>> = {
  'booking.held': '时间已占住，等待定金',
  'booking.confirmed': '预约已确认',
  'booking.rescheduled': '预约已改期',
  'booking.cancelled': '预约已取消，时间已放回',
  'booking.expired': '未付定金，时间已放回',
  'booking.checked_in': '顾客已到店',
  'booking.started': '服务开始',
  'booking.finished': '服务完成',
  'booking.no_show': '顾客未到店',
  'customer.created': '新建客户',
  'customer.updated': '客户资料已更新',
  'customer.merged': '两份客户资料已合并',
  'customer.wecom_linked': '客户与企业微信联系人已关联',
  'customer.note_added': '写了一条跟进',
  'customer.phone_revealed': '有人查看了完整手机号，已留痕',
  'customer.tagged': '打了标签',
  'customer.untagged': '去掉了标签',
  'payment.opened': '定金订单已开',
  'payment.paid': '定金已收到',
  'payment.came_late': '钱到得太迟，时间已给了别人：自动退款',
  'payment.mismatch': '金额或商户不符，没有入账',
  'refund.requested': '退款已申请',
  'refund.succeeded': '退款已到账',
  'refund.abnormal': '退款异常，需要人来处理',
  'message.sent': '消息已送达',
  'message.skipped': '消息没有发',
  'message.failed': '消息没有发成',
  'access.customer_logged_in': '顾客登录',
  'access.staff_logged_in': '同事登录',
};

/**
 * 「发生了什么」: what people do, what the product is asked, the events it records and what the world outside does, in one
 * stream. `requests` goes in front of the product and only listens; `stream` answers GET /sandbox/happened.
 */
export function happenedStream(world: World, readEvents: ReadEvents): { readonly requests: Middleware; readonly stream: Middleware; close(): void } {
  const listeners = new Set<(one: Happening) => void>();
  const streams = new Set<PassThrough>();
  const kept: Happening[] = [];
  // A page that was there before a restart knows lines of before: the new ones must come after them.
  let id = Date.now();
  let last: ProductEvent | null = null;
  const tell = (source: Happening['source'], text: string, at = new Date().toISOString()): void => {
    id += 1;
    const one = { id, at, source, text };
    kept.push(one);
    if (kept.length > KEPT) kept.shift();
    for (const listener of listeners) listener(one);
  };
  const onJournal = (entry: JournalEntry): void => {
    if (entry.kind === 'api' && /\/(gettoken|stable_token|get_jsapi_ticket|ticket\/get)/.test(entry.text)) return;
    tell(entry.service, entry.text.replace(/ \/sim\/[\w-]+\//, ' /'), entry.at);
  };
  world.events.on('journal', onJournal);

  const look = async (): Promise<void> => {
    const first = last === null;
    for (const event of await readEvents(last)) {
      last = event;
      if (!first) tell('event', `${event.type}${WORDS[event.type] ? ` ${WORDS[event.type]}` : ''}${factsOf(event.data)}`, event.at.toISOString());
    }
  };
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch(() => undefined)
      .finally(() => {
        looking = false;
      });
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    requests: async (ctx, next) => {
      await next();
      if (ctx.method !== 'POST' || !/^\/(api|callbacks)\//.test(ctx.path)) return;
      const refusal = typeof ctx.state.refusal === 'string' ? ` ${ctx.state.refusal}` : '';
      const name = ctx.path.replace(/^\/api\//, '');
      if (name === 'access.liveTicket') return;
      // Looking around is constant and says little; what is written, paid or refused is the story.
      if (refusal || ctx.path.startsWith('/callbacks/') || ctx.get('Idempotency-Key')) tell('request', `${name} → ${ctx.status}${refusal}`);
    },
    stream: (ctx) => {
      const stream = new PassThrough();
      const write = (one: Happening): void => void stream.write(`id: ${one.id}\ndata: ${JSON.stringify(one)}\n\n`);
      const beat = setInterval(() => stream.write(': beat\n\n'), BEAT_MS);
      const leave = (): void => {
        clearInterval(beat);
        listeners.delete(write);
        streams.delete(stream);
        stream.destroy();
      };
      ctx.req.on('close', leave);
      ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      ctx.status = 200;
      ctx.body = stream;
      stream.write('retry: 1000\n\n');
      const after = Number(ctx.get('Last-Event-ID') || ctx.query.after || 0);
      for (const one of kept) if (one.id > after) write(one);
      listeners.add(write);
      streams.add(stream);
    },
    close() {
      clearInterval(timer);
      world.events.off('journal', onJournal);
      for (const stream of streams) stream.end();
    },
  };
}

const CHANNELS: Readonly<Record<string, string>> = { weapp: '订阅消息', sms: '短信', wecom: '应用消息' };

/** The few facts that a reader understands. */
function factsOf(data: unknown): string {
  const { serviceName, code, amountFen, refundFen, channel, reason } = (data ?? {}) as Record<string, unknown>;
  const yuan = (fen: unknown): string | null => (typeof fen === 'number' && fen > 0 ? `¥${(fen / 100).toFixed(2)}` : null);
  const way = typeof channel === 'string' ? (CHANNELS[channel] ?? channel) : null;
  const facts = [serviceName, code, yuan(amountFen), yuan(refundFen), way, way === null ? null : reason].filter((fact) => typeof fact === 'string');
  return facts.length > 0 ? `（${facts.join(' · ')}）` : '';
}
