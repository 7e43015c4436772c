import Router from 'koa-router';
import type { Middleware } from 'koa';
import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { Timers } from '../timers';
import { chain } from '../chain';
import { queryOf } from '../http';
import { createCallbacks, type Callbacks } from './callbacks';
import { addTags, getContact, listContacts, listFollowUsers, listTags, markTags, remarkContact } from './contacts';
import { getTicket, getToken, getUserInfo } from './identity';
import { addMassTask, confirmMassTask, massResult } from './mass';
import { sendMessage } from './messages';
import { authorize } from './oauth';
import { createRelations, type Relations } from './relations';

export interface WecomSimulator {
  readonly middleware: Middleware;
  readonly callbacks: Callbacks;
  readonly relations: Relations;
  /** A member confirms a mass message that waits for her; false when there is none. */
  confirmMass(msgid: string): boolean;
}

/** qyapi.weixin.qq.com under `apiPrefix` and open.weixin.qq.com under `openPrefix`. */
export function wecomSimulator(world: World, keys: WorldKeys, timers: Timers, apiPrefix: string, openPrefix: string): WecomSimulator {
  const callbacks = createCallbacks(world, keys, timers);
  const api = new Router({ prefix: `${apiPrefix}/cgi-bin` })
    .get('/gettoken', getToken(world, keys))
    .get(
      '/get_jsapi_ticket',
      getTicket(world, () => 'config'),
    )
    .get(
      '/ticket/get',
      getTicket(world, (ctx) => (queryOf(ctx, 'type') === 'agent_config' ? 'agent_config' : null)),
    )
    .get('/auth/getuserinfo', getUserInfo(world))
    .get('/externalcontact/get', getContact(world))
    .get('/externalcontact/list', listContacts(world))
    .get('/externalcontact/get_follow_user_list', listFollowUsers(world))
    .post('/externalcontact/remark', remarkContact(world))
    .post('/externalcontact/get_corp_tag_list', listTags(world))
    .post('/externalcontact/add_corp_tag', addTags(world))
    .post('/externalcontact/mark_tag', markTags(world))
    .post('/externalcontact/add_msg_template', addMassTask(world))
    .post('/externalcontact/get_groupmsg_send_result', massResult(world))
    .post('/message/send', sendMessage(world, keys))
    .routes();
  const open = new Router({ prefix: openPrefix }).get('/connect/oauth2/authorize', authorize(world, keys)).routes();
  return { middleware: chain(api, open), callbacks, relations: createRelations(world, callbacks), confirmMass: (msgid) => confirmMassTask(world, msgid) };
}
