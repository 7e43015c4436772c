import type { ParameterizedContext } from 'koa';
import type { World } from '../../world/world';
import { checkToken } from '../tokens';
import { answerJson, parseFields, queryOf, readRaw, type Fields } from '../http';

/** Fixed English texts of the platform, by errcode. */
const TEXTS: Readonly<Record<number, string>> = {
  40001: 'invalid credential',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40068: 'invalid tagid',
  40071: 'invalid tag name, already exist',
  40096: 'invalid external userid',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'corpsecret missing',
  41008: 'missing code',
  42001: 'access_token expired',
  44002: 'empty post data',
  45009: 'api freq out of limit',
  47001: 'data format error',
  60111: 'userid not found',
  81013: 'user & party & tag all invalid',
  84061: 'not external contact',
};

/** An answer of qyapi.weixin.qq.com: HTTP 200 with errcode 0 and the fields. */
export function answerWecom(ctx: ParameterizedContext, fields: Fields = {}): void {
  answerJson(ctx, 200, { errcode: 0, errmsg: 'ok', ...fields });
}

/** An error: HTTP 200, the errcode, the hint that the real service adds for its support. */
export function refuseWecom(ctx: ParameterizedContext, errcode: number, text = TEXTS[errcode] ?? 'error'): void {
  answerJson(ctx, 200, {
    errcode,
    errmsg: `${text}, hint: [${String(Date.now())}], more info at https://open.work.weixin.qq.com/devtool/query?e=${String(errcode)}`,
  });
}

/** True when the call carries a good access_token; otherwise the answer is already set. */
export function authorised(world: World, ctx: ParameterizedContext): boolean {
  const verdict = checkToken(world, 'wecom', queryOf(ctx, 'access_token'));
  if (verdict === 'ok') return true;
  refuseWecom(ctx, verdict === 'missing' ? 41001 : verdict === 'expired' ? 42001 : 40014);
  return false;
}

/** The JSON body of an authorised call, or null after answering why not. An empty body counts as `{}` where `mayBeEmpty`. */
export async function bodyOf(world: World, ctx: ParameterizedContext, mayBeEmpty = false): Promise<Fields | null> {
  const raw = (await readRaw(ctx.req)).toString('utf8');
  if (!authorised(world, ctx)) return null;
  if (raw === '' && mayBeEmpty) return {};
  const fields = raw === '' ? null : parseFields(raw);
  if (!fields) refuseWecom(ctx, raw === '' ? 44002 : 47001);
  return fields;
}
