import type { ParameterizedContext } from 'koa';
import { memberById, newId, type World } from '../../world/world';
import { issueCode } from '../../world/codes';
import type { WorldKeys } from '../../world/keys';
import { escapeMarkup, queryOf } from '../http';

/** Names the person who sits before the screen, so that no page asks. Set by the demo's chat window. */
export const MEMBER_COOKIE = 'sim_member';
/** Anyone who is no member: the answer of getuserinfo is then an openid. */
export const OUTSIDER = 'outsider';

const STYLE = `*{box-sizing:border-box}body{margin:0;background:#f4f6f8;color:#1c2733;font:16px/1.5 -apple-system,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
main{max-width:360px;margin:0 auto;padding:28px 16px 40px}h1{margin:0 0 4px;font-size:22px}p{margin:0 0 20px;color:#5b6875;font-size:14px}
ul{list-style:none;margin:0;padding:0;display:grid;gap:10px}a{display:flex;align-items:center;gap:12px;min-height:64px;padding:10px 14px;background:#fff;border:1px solid #e1e6eb;border-radius:12px;color:inherit;text-decoration:none}
a:hover,a:focus-visible{border-color:#2a6ee8;box-shadow:0 0 0 3px #2a6ee833;outline:0}img{width:44px;height:44px;border-radius:10px}b{display:block;font-weight:600}small{color:#5b6875;font-size:13px}
.outside{margin-top:18px}.outside a{background:transparent;border-style:dashed}.mistake{background:#fff;border:1px solid #f0c7c2;border-radius:12px;padding:16px;color:#8a2b20}`;

function page(ctx: ParameterizedContext, status: number, title: string, content: string): void {
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Cache-Control', 'no-store');
  ctx.body = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body><main>${content}</main></body></html>`;
}

/** What is wrong with the link, in the words of the platform's own error page; null when nothing is. */
function mistake(ctx: ParameterizedContext, keys: WorldKeys): string | null {
  const redirect = queryOf(ctx, 'redirect_uri') ?? '';
  if (queryOf(ctx, 'appid') !== keys.corpId) return 'appid 参数错误：不是这家企业';
  if (queryOf(ctx, 'response_type') !== 'code') return 'response_type 参数错误：须为 code';
  if (!['snsapi_base', 'snsapi_privateinfo'].includes(queryOf(ctx, 'scope') ?? '')) return 'scope 参数错误';
  const agent = queryOf(ctx, 'agentid');
  if (agent !== null && agent !== keys.agentId) return 'agentid 参数错误：企业没有这个应用';
  if (!URL.canParse(redirect) || !/^https?:$/.test(new URL(redirect).protocol)) return 'redirect_uri 参数错误：须为应用可信域名下的完整网址';
  return null;
}

function choices(world: World, ctx: ParameterizedContext): string {
  const link = (userid: string): string =>
    escapeMarkup(`?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(ctx.querystring)), sim_member: userid }).toString()}`);
  const members = world.state.people.members.map(
    (member) =>
      `<li><a href="${link(member.userid)}"><img alt="" src="${escapeMarkup(member.avatar)}"><span><b>${escapeMarkup(member.name)}</b><small>${escapeMarkup(member.position)}</small></span></a></li>`,
  );
  return `<h1>选择身份</h1><p>企业微信沙盒：您现在是哪一位同事？</p><ul>${members.join('')}</ul><div class="outside"><a href="${link(OUTSIDER)}"><span><b>不是企业成员</b><small>应用应当拒绝这样的访客</small></span></a></div>`;
}

/** GET {open}/connect/oauth2/authorize: asks who is there, unless a parameter or the cookie says so, and sends them back with a code. */
export function authorize(world: World, keys: WorldKeys): (ctx: ParameterizedContext) => void {
  return (ctx) => {
    const wrong = mistake(ctx, keys);
    if (wrong !== null) return page(ctx, 400, '无法登录', `<h1>无法登录</h1><div class="mistake" role="alert">${escapeMarkup(wrong)}</div>`);
    const chosen = queryOf(ctx, MEMBER_COOKIE) ?? ctx.cookies.get(MEMBER_COOKIE) ?? '';
    const subject = chosen === OUTSIDER ? newId('o', 27) : memberById(world, chosen)?.userid;
    if (subject === undefined) return page(ctx, 200, '选择身份', choices(world, ctx));
    const target = new URL(queryOf(ctx, 'redirect_uri') ?? '');
    target.searchParams.set('code', issueCode(world, 'oauth', subject));
    target.searchParams.set('state', queryOf(ctx, 'state') ?? '');
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(target.toString());
  };
}
