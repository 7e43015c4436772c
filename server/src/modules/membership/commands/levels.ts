import { allow, refuse } from '@zhike/domain/kernel/decision';
import { decideLevels } from '@zhike/domain/membership/levels';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { levelsNow } from '../../customers/levels';
import type { Input } from '../input';
import { reckonLevels } from '../jobs.kinds';
import { insertLevelRules } from '../records.levels';

/** CD-01, CD-02: other levels; a job then looks at everybody. */
export async function saveLevels(
  ask: Ask<ActorOf<'membership.saveLevels'>>,
  input: Input<'membership.saveLevels'>,
  write: Write,
): Answer<'membership.saveLevels'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'level.manage' });
  const decided = decideLevels(input.levels);
  if (!decided.ok) return decided;
  await lockKeys(write.tx, { alone: ['level_rules'] });
  const now = await levelsNow(sqlIn(write.tx));
  if (now.version !== input.version) return refuse('record.changed', { noun: 'level_rules', id: '', version: now.version });
  const version = now.version + 1;
  if (!(await insertLevelRules(write.tx, { version, levels: decided.value, staffId: ask.actor.staffId, now: write.now })))
    throw new Error('a version under the lock was written by somebody else');
  await write.event({ type: 'level.rules_saved', data: { version } });
  await write.enqueue(reckonLevels, { version });
  return allow({ version, levels: decided.value });
}
