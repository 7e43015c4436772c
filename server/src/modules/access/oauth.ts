import Router from 'koa-router';
import { newToken } from '../../platform/crypto';
import type { Ports } from '../../platform/ports';
import { openStaffTicket } from './sessions';

const ENTRIES = ['sidebar', 'workbench'] as const;
const STATE_SECONDS = 600;
const cookieOf = (nonce: string): string => `zk_oauth_${nonce}`;

/**
 * WeCom's log-in with the browser: start → WeCom → callback → the entry with a one-time ticket.
 * `state` is random, signed, one use, and bound to this browser by a cookie of its own, so several log-ins may run at once.
 */
export function wecomLoginRoutes(ports: Ports): Router {
  const router = new Router();
  const secure = ports.shop.publicBaseUrl.startsWith('https:');
  router.get('/api/access/wecom/start', (ctx) => {
    const entry = ENTRIES.find((name) => name === ctx.query.entry) ?? 'sidebar';
    const nonce = newToken().slice(0, 22);
    const state = ports.seal.close(JSON.stringify({ nonce, entry }), new Date(ports.clock.now().getTime() + STATE_SECONDS * 1000));
    ctx.cookies.set(cookieOf(nonce), '1', { httpOnly: true, sameSite: 'lax', secure, maxAge: STATE_SECONDS * 1000, path: '/api/access', overwrite: true });
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(ports.wecom.authorizeUrl(`${ports.shop.publicBaseUrl}/api/access/wecom/callback`, state));
  });
  router.get('/api/access/wecom/callback', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    const given = typeof ctx.query.state === 'string' ? ports.seal.open(ctx.query.state) : null;
    const state = given ? (JSON.parse(given) as { nonce: string; entry: string }) : null;
    const fits = state !== null && ctx.cookies.get(cookieOf(state.nonce)) === '1';
    if (!state || !fits) {
      ctx.status = 400;
      ctx.body = { refusal: { code: 'access.state_mismatch', facts: { wayOut: 'start_again' } }, requestId: String(ctx.state.requestId) };
      return;
    }
    ctx.cookies.set(cookieOf(state.nonce), null, { path: '/api/access' });
    const back = (hash: string): void => ctx.redirect(`${ports.shop.publicBaseUrl}/${state.entry}/#/${hash}`);
    const code = typeof ctx.query.code === 'string' ? ctx.query.code : '';
    const member = await ports.wecom.memberByCode(code);
    if (member.kind !== 'ok') return back(`login?problem=${member.kind === 'unavailable' ? 'unavailable' : 'rejected'}`);
    const ticket = await ports.writer.transaction({ actor: { kind: 'anonymous' }, requestId: String(ctx.state.requestId) }, async (write) => {
      const staff = await write.tx.staffMember.findUnique({ where: { wecomUserId: member.value.userId } });
      if (!staff || staff.leftAt) return null;
      return openStaffTicket(write.tx, staff.id, write.now);
    });
    back(ticket ? `login?ticket=${ticket}` : 'login?problem=not_staff');
  });
  return router;
}
