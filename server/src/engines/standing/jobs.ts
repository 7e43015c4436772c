import { EVENT_TYPES } from '@zhike/domain/events';
import { sqlIn, sqlOf } from '../../platform/db';
import { defineJob, handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import type { Reactions } from '../../platform/reactions';
import type { Write } from '../../platform/write';
import { contextAt } from '../conditions/context';
import { SHOP_ZONE } from '../rules/definitions';
import { taggingsInForce } from './definitions';
import { comparedOn, keepStanding, noteCompared } from './keep';

/** Looks at everybody, because something was published or a file was read in. */
export const lookAnew = defineJob<{ quietly?: boolean }>('standing.look', { expireSeconds: 900 });
/** Looks at those to whom something happened. Not in the transaction that tells of it: what goes wrong here keeps nobody else from hearing. */
export const lookAtTouched = defineJob<object>('standing.touched', { expireSeconds: 300 });
const LOOKING = 'standing:looking';
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
    await lockKeys(write.tx, { alone: [LOOKING] });
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

/**
 * Remembers that something happened to a customer. The first of a crowd calls somebody to look; all who come until then are looked at with
 * her. A mark more is a row more: who marks waits for nobody, and so is never waited for in a ring.
 */
async function touch(write: Write, customerId: string): Promise<void> {
  const [row] = await sqlIn(write.tx)<{ calls: boolean }>(
    `WITH marked AS (INSERT INTO standing_touched (customer_id) VALUES ($1::uuid)) SELECT NOT EXISTS (SELECT 1 FROM standing_touched) AS calls`,
    [customerId],
  );
  if (row?.calls) await write.enqueue(lookAtTouched, {});
}

const AT_ONCE = 500;

/** Everybody who is marked, in crowds. A mark that comes while its customer is looked at stays for the next time, a minute later at the latest. */
async function lookAtMarked(ports: Ports): Promise<void> {
  for (;;) {
    const looked = await ports.writer.transaction(BY, async (write) => {
      // One at a time: two who look would bring the same customers up to date in different orders.
      await lockKeys(write.tx, { alone: [LOOKING] });
      const marked = await sqlIn(write.tx)<{ id: string }>(
        `DELETE FROM standing_touched WHERE id IN (SELECT id FROM standing_touched ORDER BY id LIMIT ${AT_ONCE}) RETURNING customer_id AS id`,
        [],
      );
      if (marked.length > 0) await keepStanding(write, ports, { only: [...new Set(marked.map((one) => one.id))] }, NOBODY);
      return marked.length;
    });
    if (looked < AT_ONCE) return;
  }
}

/** CU-05, CU-06: what happens to a customer is looked at at once. What tags and stages do themselves was looked at by whoever did it. */
export const standingReactions: Reactions = Object.fromEntries(
  EVENT_TYPES.filter((type) => !NO_NEWS.test(type)).map((type) => [
    type,
    async (event, write) => {
      if (type.startsWith('import.')) return write.enqueue(lookAnew, { quietly: true });
      if (event.customerId !== null && event.data.tagging === undefined) await touch(write, event.customerId);
    },
  ]),
);

export function standingJobs(ports: Ports): JobHandler[] {
  return [
    handleJob(lookAnew, async ({ quietly = false }) => void (await lookAtAll(ports, { quietly }))),
    handleJob(lookAtTouched, () => lookAtMarked(ports)),
    repeatJob('standing.marked', '* * * * *', () => lookAtMarked(ports)),
    repeatJob('standing.day', '2-59/20 * * * *', async () => void (await lookAtAll(ports, { unlessToday: true }))),
  ];
}
