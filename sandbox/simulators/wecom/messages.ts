import { createHash } from 'node:crypto';
import type { ParameterizedContext } from 'koa';
import { memberById, newId, type World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { AppMessage } from '../../world/state';
import { isFields, rateLimit, textOf, type Fields } from '../http';
import { answerWecom, bodyOf, refuseWecom } from './answers';

const DEFAULT_INTERVAL_S = 1800;
const LONGEST_INTERVAL_S = 4 * 3600;

/** Cuts to whole characters within a number of UTF-8 bytes, as the platform does with what is too long. */
function cutBytes(text: string, bytes: number): string {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break;
    kept += character;
  }
  return kept;
}

type Content = Pick<AppMessage, 'msgtype' | 'title' | 'description' | 'url'>;

/** The message that a body holds, within the platform's limits; null when a part is missing. */
function contentOf(body: Fields): Content | null {
  const part = isFields(body[String(body.msgtype)]) ? (body[String(body.msgtype)] as Fields) : null;
  if (!part) return null;
  if (body.msgtype === 'text') {
    const text = textOf(part, 'content');
    return text === null ? null : { msgtype: 'text', title: '', description: cutBytes(text, 2048), url: null };
  }
  const [title, description, url] = [textOf(part, 'title'), textOf(part, 'description'), textOf(part, 'url')];
  if (body.msgtype !== 'textcard' || title === null || description === null || url === null || !URL.canParse(url)) return null;
  return { msgtype: 'textcard', title: cutBytes(title, 128), description: cutBytes(description, 512), url };
}

/**
 * POST /cgi-bin/message/send, text and textcard. Trap kept from the platform: members that do not exist come back in
 * `invaliduser` of an answer with errcode 0, a repeat within the interval and more than 30 messages a minute for one
 * member are dropped without a word.
 */
export function sendMessage(world: World, keys: WorldKeys): (ctx: ParameterizedContext) => Promise<void> {
  const perMember = rateLimit(30, 60_000);
  return async (ctx) => {
    const body = await bodyOf(world, ctx);
    if (!body) return;
    if (String(body.agentid) !== keys.agentId) return refuseWecom(ctx, 40056);
    const content = contentOf(body);
    if (!content) return refuseWecom(ctx, 40058);
    const asked = textOf(body, 'touser') ?? '';
    const userids = asked === '@all' ? world.state.people.members.map((member) => member.userid) : asked.split('|').filter((userid) => userid !== '');
    const invalid = userids.filter((userid) => !memberById(world, userid));
    if (userids.length === invalid.length) return refuseWecom(ctx, 81013);
    const now = world.clock.now();
    const interval = Math.min(typeof body.duplicate_check_interval === 'number' ? body.duplicate_check_interval : DEFAULT_INTERVAL_S, LONGEST_INTERVAL_S);
    const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
    const msgid = newId('', 48);
    for (const userid of userids) {
      const name = memberById(world, userid)?.name;
      if (name === undefined) continue;
      const repeat =
        body.enable_duplicate_check === 1 &&
        world.state.appMessages.some(
          (sent) => sent.userid === userid && sent.fingerprint === fingerprint && now.getTime() - Date.parse(sent.at) < interval * 1000,
        );
      if (repeat || !perMember(userid, now))
        world.record('wecom', 'message.dropped', `发给 ${name} 的消息被丢弃（${repeat ? '重复' : '过于频繁'}）`, { userid });
      else {
        world.state.appMessages.push({ ...content, msgid, at: now.toISOString(), userid, fingerprint });
        world.record('wecom', 'message.sent', `${name} 收到应用消息「${content.title || content.description.slice(0, 20)}」`, { userid, msgid });
      }
    }
    answerWecom(ctx, { ...(invalid.length > 0 ? { invaliduser: invalid.join('|').toLowerCase() } : {}), msgid });
  };
}
