import type { ParameterizedContext } from 'koa';
import { memberById, newId, type World } from '../../world/world';
import type { MassTask } from '../../world/state';
import { isFields, textOf, textsOf } from '../http';
import { answerWecom, bodyOf, refuseWecom } from './answers';

const MOST_PEOPLE = 10_000;
const MOST_BYTES = 4_000;
const PAGE = 500;
const WAITING = 0;
const SENT = 1;
const NO_CONTACT = 2;
const TOO_MANY = 3;

const tasksOf = (world: World): MassTask[] => (world.state.massTasks ??= []);
const follows = (world: World, userid: string, externalUserId: string): boolean =>
  world.state.people.follows.some((follow) => follow.userid === userid && follow.externalUserId === externalUserId);

/**
 * POST externalcontact/add_msg_template, to single contacts of one sender. It sends nothing: the member must confirm. Whom the sender has
 * no contact with comes back in `fail_list`; when there is nobody else the whole is refused.
 */
export function addMassTask(world: World): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    const body = await bodyOf(world, ctx);
    if (!body) return;
    const sender = textOf(body, 'sender') ?? '';
    const text = isFields(body.text) ? textOf(body.text, 'content') : null;
    const asked = textsOf(body, 'external_userid');
    if (body.chat_type !== 'single' || asked.length === 0 || asked.length > MOST_PEOPLE) return refuseWecom(ctx, 40058);
    if (text === null || text === '' || Buffer.byteLength(text) > MOST_BYTES) return refuseWecom(ctx, 40058);
    if (!memberById(world, sender)) return refuseWecom(ctx, 60111);
    const failed = asked.filter((id) => !follows(world, sender, id));
    if (failed.length === asked.length) return refuseWecom(ctx, 40096);
    const people = asked.filter((id) => !failed.includes(id)).map((externalUserId) => ({ externalUserId, status: WAITING }));
    const msgid = newId('msg', 32);
    tasksOf(world).push({ msgid, at: world.clock.now().toISOString(), userid: sender, text, people });
    world.record('wecom', 'mass.asked', `${memberById(world, sender)?.name ?? sender} 有一条群发要确认：${people.length} 位客户`, { userid: sender, msgid });
    answerWecom(ctx, { fail_list: failed, msgid });
  };
}

/** POST externalcontact/get_groupmsg_send_result: one row a customer, page by page. status 0 not sent, 1 sent, 2 no contact any more, 3 has had too many. */
export function massResult(world: World): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    const body = await bodyOf(world, ctx);
    if (!body) return;
    const task = tasksOf(world).find((one) => one.msgid === textOf(body, 'msgid') && one.userid === textOf(body, 'userid'));
    if (!task) return refuseWecom(ctx, 40058);
    const from = Number(textOf(body, 'cursor') || 0);
    const next = from + PAGE;
    const list = task.people.slice(from, next).map(({ externalUserId, status }) => ({ external_userid: externalUserId, userid: task.userid, status }));
    answerWecom(ctx, { next_cursor: next < task.people.length ? String(next) : '', send_list: list });
  };
}

/** The member's own act: sends what was asked. A customer gets as many mass messages in a month as the month has days. False: no such task, or it was confirmed before. */
export function confirmMassTask(world: World, msgid: string): boolean {
  const task = tasksOf(world).find((one) => one.msgid === msgid);
  if (!task || task.people.every((person) => person.status !== WAITING)) return false;
  const now = world.clock.now();
  const month = now.toISOString().slice(0, 7);
  const most = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate();
  for (const person of task.people) {
    const had = world.state.chats.filter((chat) => chat.mass === true && chat.externalUserId === person.externalUserId && chat.at.startsWith(month)).length;
    person.status = !follows(world, task.userid, person.externalUserId) ? NO_CONTACT : had >= most ? TOO_MANY : SENT;
    if (person.status === SENT)
      world.state.chats.push({
        id: newId('msg', 16),
        at: now.toISOString(),
        userid: task.userid,
        externalUserId: person.externalUserId,
        from: 'member',
        mass: true,
        content: { msgtype: 'text', text: task.text },
      });
  }
  const sent = task.people.filter((person) => person.status === SENT).length;
  world.record('people', 'mass.confirmed', `${memberById(world, task.userid)?.name ?? task.userid} 确认了群发，${sent} 位客户收到`, {
    userid: task.userid,
    msgid,
  });
  return true;
}
