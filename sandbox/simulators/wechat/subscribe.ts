import { randomInt } from 'node:crypto';
import type { ParameterizedContext } from 'koa';
import { customerByOpenid, newId, type World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import { fitsField, subscribeTemplateKeys, subscribeTemplates } from '../../world/templates';
import { isFields, textOf, type Fields } from '../http';
import { authorised, bodyOf, refuseWechat } from './answers';

export const balanceKey = (openid: string, templateId: string): string => `${openid}|${templateId}`;

export interface PublishedPages {
  /** Paths without a leading slash; null: every well-formed path counts as published. */
  readonly pages: readonly string[] | null;
}

/** A page path as the platform accepts it: no leading slash, no scheme; a query is allowed here. */
export function isPage(published: PublishedPages, page: string): boolean {
  const path = page.split('?')[0] ?? '';
  return /^[\w-]+(\/[\w-]+)*$/.test(path) && (published.pages === null || published.pages.includes(path));
}

/** The first field of the data that the template does not accept, as the platform words it; null when all fit. */
function wrongField(fields: Readonly<Record<string, string>>, data: Fields): string | null {
  for (const name of Object.keys(fields)) {
    const given = data[name];
    const value = isFields(given) && (typeof given.value === 'string' || typeof given.value === 'number') ? String(given.value) : '';
    if (value === '') return `data.${name}.value is empty`;
    if (!fitsField(name, value)) return `data.${name}.value invalid`;
  }
  const extra = Object.keys(data).find((name) => !(name in fields));
  return extra === undefined ? null : `data.${extra} is not a field of the template`;
}

/** POST /cgi-bin/message/subscribe/send. Each acceptance by the person allows one message; without one left the answer is 43101. */
export function sendSubscribe(world: World, keys: WorldKeys, published: PublishedPages): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    if (!authorised(world, ctx)) return;
    const body = await bodyOf(ctx);
    if (!body) return;
    const person = customerByOpenid(world, textOf(body, 'touser') ?? '');
    if (!person) return refuseWechat(ctx, 40003);
    const templateId = textOf(body, 'template_id') ?? '';
    const key = subscribeTemplateKeys.find((candidate) => keys.templates[candidate] === templateId);
    if (!key) return refuseWechat(ctx, 40037);
    const page = textOf(body, 'page') ?? '';
    if (page !== '' && !isPage(published, page)) return refuseWechat(ctx, 41030);
    const state = body.miniprogram_state ?? 'formal';
    if (state !== 'formal' && state !== 'trial' && state !== 'developer') return refuseWechat(ctx, 47003, 'argument invalid! miniprogram_state invalid');
    const data = isFields(body.data) ? body.data : {};
    const fields: Readonly<Record<string, string>> = subscribeTemplates[key].fields;
    const wrong = wrongField(fields, data);
    if (wrong !== null) return refuseWechat(ctx, 47003, `argument invalid! ${wrong}`);
    const balance = balanceKey(person.openid, templateId);
    const left = world.state.acceptances[balance] ?? 0;
    if (left < 1) return refuseWechat(ctx, 43101);
    world.state.acceptances[balance] = left - 1;
    const value = (name: string): string => {
      const given = data[name];
      return isFields(given) ? String(given.value) : '';
    };
    world.state.subscribeMessages.push({
      id: newId('sm', 16),
      at: world.clock.now().toISOString(),
      openid: person.openid,
      templateId,
      title: subscribeTemplates[key].title,
      page,
      lines: Object.entries(fields).map(([name, label]) => ({ label, value: value(name) })),
    });
    world.record('wechat', 'subscribe.sent', `${person.name} 收到服务通知「${subscribeTemplates[key].title}」`, { openid: person.openid, template: key });
    // Trap kept from the platform: the number is larger than a JSON reader of JavaScript can hold exactly.
    ctx.status = 200;
    ctx.type = 'application/json; charset=utf-8';
    ctx.body = `{"errcode":0,"errmsg":"ok","msgid":32${String(randomInt(10 ** 8, 10 ** 9))}${String(randomInt(10 ** 7, 10 ** 8))}}`;
  };
}
