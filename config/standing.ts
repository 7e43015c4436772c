import type { Cond, Window } from '@zhike/domain/engines/conditions/definition';
import type { StandingBody } from '@zhike/domain/standing/definition';

/** She was served, or paid for something, in a stretch of days (absent: ever). */
const active = (days?: Window): Cond => ({
  any: [
    {
      rel: 'bookings',
      q: 'some',
      where: { all: [{ f: 'state', op: 'eq', v: 'done' }, ...(days ? [{ f: 'startsAt', op: 'inWindow', v: days } as const] : [])] },
    },
    { rel: 'orders', q: 'some', where: { all: [{ f: 'paid', op: 'gt', v: 0 }, ...(days ? [{ f: 'createdAt', op: 'inWindow', v: days } as const] : [])] } },
  ],
});

/** The stages of a shop that has published none of its own: the first that fits holds. */
export const standingDefaults: StandingBody = {
  states: [
    { id: 'fresh', label: '新客', color: '#2b6cb0', where: { all: [active({ last: 30, unit: 'day' }), { not: active({ before: 29, unit: 'day' }) }] } },
    { id: 'active', label: '活跃', color: '#2f855a', where: active({ last: 90, unit: 'day' }) },
    { id: 'silent', label: '沉默', color: '#b7791f', where: active({ last: 180, unit: 'day' }) },
    { id: 'lost', label: '流失', color: '#c53030', where: active() },
    { id: 'else', label: '潜在', color: '#718096' },
  ],
};
