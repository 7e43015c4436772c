import { PassThrough } from 'node:stream';
import type { Middleware } from 'koa';
import type { JournalEntry } from '../world/state';
import type { World } from '../world/world';
import { wordEvent } from './event-words';
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
      if (!first) tell('event', `${event.type} ${wordEvent(event.type)}${factsOf(event.data)}`, event.at.toISOString());
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
  const { serviceName, code, number, amountFen, refundFen, channel, reason } = (data ?? {}) as Record<string, unknown>;
  const yuan = (fen: unknown): string | null => (typeof fen === 'number' && fen > 0 ? `¥${(fen / 100).toFixed(2)}` : null);
  const way = typeof channel === 'string' ? (CHANNELS[channel] ?? channel) : null;
  const ticket = typeof number === 'number' ? `${number} 号` : null;
  const facts = [serviceName, code, ticket, yuan(amountFen), yuan(refundFen), way, way === null ? null : reason].filter((fact) => typeof fact === 'string');
  return facts.length > 0 ? `（${facts.join(' · ')}）` : '';
}
