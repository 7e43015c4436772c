import { EVENT_TYPES } from '@zhike/domain/events';
import { sqlIn, sqlOf } from '../../platform/db';
import { defineJob, handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import type { Reactions } from '../../platform/reactions';
import { contextAt } from '../conditions/context';
import { SHOP_ZONE } from '../rules/definitions';
import { taggingsInForce } from './definitions';
import { comparedOn, keepStanding, noteCompared } from './keep';

/** Looks at everybody, because something was published or a file was read in. */
export const lookAnew = defineJob<{ quietly?: boolean }>('standing.look', { expireSeconds: 900 });
/** Looks at one customer, to whom something happened. Not in the transaction that tells of it: what goes wrong here keeps nobody else from hearing. */
export const lookAtOne = defineJob<{ customerId: string }>('standing.one');
const BY = { actor: { kind: 'system', job: 'standing.keep' }, requestId: null } as const;

/** The name under which it is kept when stages were last looked at. */
export const STANDING = 'standing';

/**
 * Looks at everybody: once a day of the shop, and whenever it is asked to. What was put in force since the last look is looked at quietly
 * (rules hear of nothing, as of an import): that somebody has been a good customer all along is no news. Answers how many moved.
 * @param quietly nobody hears of any of it
 */
export async function lookAtAll(ports: Ports, { unlessToday = false, quietly = false } = {}): Promise<number> {
  const [states] = await comparedOn(sqlOf(ports.db), [STANDING]);
  const silent = quietly || states?.on === null;
  return ports.writer.transaction({ ...BY, requestId: silent ? 'import:standing' : null }, async (write) => {
    await lockKeys(write.tx, { alone: ['standing:all'] });
    const sql = sqlIn(write.tx);
    const { today } = contextAt(write.now, SHOP_ZONE);
    const ids = [STANDING, ...(await taggingsInForce(sql)).map((one) => one.id)];
    const known = await comparedOn(sql, ids);
    if (unlessToday && known.every(({ on }) => on !== null && on >= today)) return 0;
    const fresh = known.filter(({ on }) => quietly || on === null).map(({ id }) => id);
    const moved = await keepStanding(write, ports, 'everybody', { tags: new Set(fresh), states: silent });
    await noteCompared(write, ids, today);
    return moved;
  });
}

/** Of these nothing follows for where a customer stands. */
const NO_NEWS = /^(access|advertising|api_key|definition|message|rule|flow)\.|^customer\.(standing_changed|phone_revealed|health_read)$/;
const NOBODY = { tags: new Set<string>(), states: false };

/** CU-05, CU-06: what happens to a customer is looked at at once. What tags and stages do themselves was looked at by whoever did it. */
export const standingReactions: Reactions = Object.fromEntries(
  EVENT_TYPES.filter((type) => !NO_NEWS.test(type)).map((type) => [
    type,
    async (event, write) => {
      if (type.startsWith('import.')) return write.enqueue(lookAnew, { quietly: true });
      if (event.customerId !== null && event.data.tagging === undefined) await write.enqueue(lookAtOne, { customerId: event.customerId });
    },
  ]),
);

export function standingJobs(ports: Ports): JobHandler[] {
  return [
    handleJob(lookAnew, async ({ quietly = false }) => void (await lookAtAll(ports, { quietly }))),
    handleJob(lookAtOne, ({ customerId }) =>
      ports.writer.transaction(BY, async (write) => void (await keepStanding(write, ports, { only: customerId }, NOBODY))),
    ),
    repeatJob('standing.day', '2-59/20 * * * *', async () => void (await lookAtAll(ports, { unlessToday: true }))),
  ];
}
