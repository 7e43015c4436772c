import { PassThrough } from 'node:stream';
import type { ParameterizedContext } from 'koa';
import type { World } from '../world/world';
import type { JournalEntry } from '../world/state';
import { answerJson, queryOf } from './http';

const BEAT_MS = 20_000;
const wire = (entry: JournalEntry): string => `id: ${String(entry.id)}\nevent: journal\ndata: ${JSON.stringify(entry)}\n\n`;

/**
 * GET /journal: server-sent events, first what came after `Last-Event-ID` (or `?after=`, or the last 50), then each new
 * entry. `?format=json` answers the same first part as a list and ends. `?kinds=payment,notification` filters by the
 * part of `kind` before the dot.
 */
export function journalStream(world: World, stopping: AbortSignal): (ctx: ParameterizedContext) => void {
  return (ctx) => {
    const kinds = queryOf(ctx, 'kinds')?.split(',') ?? null;
    const wanted = (entry: JournalEntry): boolean => kinds === null || kinds.includes(entry.kind.split('.')[0] ?? '');
    const after = Number(ctx.get('Last-Event-ID') || (queryOf(ctx, 'after') ?? NaN));
    const known = world.state.journal.filter(wanted);
    const past = Number.isFinite(after) ? known.filter((entry) => entry.id > after) : known.slice(-50);
    if (queryOf(ctx, 'format') === 'json') return answerJson(ctx, 200, { entries: past });
    const stream = new PassThrough();
    const listener = (entry: JournalEntry): void => void (wanted(entry) && stream.write(wire(entry)));
    const beat = setInterval(() => stream.write(': beat\n\n'), BEAT_MS);
    const end = (): void => void stream.end();
    world.events.on('journal', listener);
    stopping.addEventListener('abort', end);
    const leave = (): void => {
      clearInterval(beat);
      world.events.off('journal', listener);
      stopping.removeEventListener('abort', end);
      stream.destroy();
    };
    ctx.req.on('close', leave);
    ctx.res.on('close', leave);
    ctx.status = 200;
    ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    ctx.body = stream;
    stream.write(`retry: 1000\n\n${past.map(wire).join('')}`);
  };
}
