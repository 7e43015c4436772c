import { randomBytes } from 'node:crypto';
import type { ParameterizedContext } from 'koa';
import type { World } from '../../world/world';
import { checkToken } from '../tokens';
import { answerJson, parseFields, queryOf, readRaw, type Fields } from '../http';

/** Fixed English texts of the platform, by errcode. */
const TEXTS: Readonly<Record<number, string>> = {
  40001: 'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40013: 'invalid appid',
  40029: 'invalid code',
  40037: 'invalid template_id',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40129: 'invalid scene',
  40163: 'code been used',
  40169: 'invalid length for scene, or the data is not json string',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41008: 'missing code',
  41030: 'invalid page',
  42001: 'access_token expired',
  43002: 'require POST method',
  43101: 'user refuse to accept the msg',
  44002: 'empty post data',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit  mustslower  retry next minute',
  47001: 'data format error',
  10060001: '支付单不存在',
  10060003: '支付单已使用重新发货机会',
  10060004: '支付单处于不可发货的状态',
  10060005: '物流类型有误',
  10060006: '非快递发货时不允许分拆发货',
  10060008: '商品描述不能为空',
  10060009: '商品描述太长',
  10060023: '发货信息未更新',
  10060031: '该笔支付单不属于 openid 所指定的用户',
};

/** An error as api.weixin.qq.com words it: HTTP 200, an errcode, a request id at the end of the text. */
export function refuseWechat(ctx: ParameterizedContext, errcode: number, text = TEXTS[errcode] ?? 'system error'): void {
  const rid = `${randomBytes(4).toString('hex')}-${randomBytes(4).toString('hex')}-${randomBytes(4).toString('hex')}`;
  answerJson(ctx, 200, { errcode, errmsg: `${text} rid: ${rid}` });
}

/** The JSON body, or null after answering why not. */
export async function bodyOf(ctx: ParameterizedContext): Promise<Fields | null> {
  const raw = (await readRaw(ctx.req)).toString('utf8');
  if (raw === '') refuseWechat(ctx, 44002);
  else {
    const fields = parseFields(raw);
    if (fields) return fields;
    refuseWechat(ctx, 47001);
  }
  return null;
}

/** True when the call carries a good access_token; otherwise the answer is already set. */
export function authorised(world: World, ctx: ParameterizedContext): boolean {
  const verdict = checkToken(world, 'wechat', queryOf(ctx, 'access_token'));
  if (verdict === 'ok') return true;
  refuseWechat(ctx, verdict === 'missing' ? 41001 : verdict === 'expired' ? 42001 : 40001);
  return false;
}
