import type { ParameterizedContext } from 'koa';
import { customerByExternalId, memberById, newId, type World } from '../../world/world';
import type { Customer, Follow } from '../../world/people';
import { isFields, queryOf, textOf, textsOf, type Fields } from '../http';
import { answerWecom, authorised, bodyOf, refuseWecom } from './answers';

const followsOf = (world: World, externalUserId: string): Follow[] => world.state.people.follows.filter((follow) => follow.externalUserId === externalUserId);

function tagsOf(world: World, follow: Follow): unknown[] {
  return world.state.tagGroups.flatMap((group) =>
    group.tags.filter((tag) => follow.tagIds.includes(tag.id)).map((tag) => ({ group_name: group.name, tag_name: tag.name, tag_id: tag.id, type: 1 })),
  );
}

function contactView(person: Customer): Fields {
  return {
    external_userid: person.externalUserId,
    name: person.name,
    position: '',
    avatar: person.avatar,
    corp_name: '',
    corp_full_name: '',
    type: 1,
    gender: person.gender,
    unionid: person.unionid,
  };
}

function followView(world: World, follow: Follow): Fields {
  return {
    userid: follow.userid,
    remark: follow.remark,
    description: follow.description,
    createtime: follow.createtime,
    tags: tagsOf(world, follow),
    remark_corp_name: '',
    remark_mobiles: follow.mobiles,
    add_way: follow.addWay,
    oper_userid: follow.userid,
    ...(follow.state === '' ? {} : { state: follow.state }),
  };
}

/** GET externalcontact/get: the person and every member who has them. 84061 when nobody has. */
export function getContact(world: World): (ctx: ParameterizedContext) => void {
  return (ctx) => {
    if (!authorised(world, ctx)) return;
    const id = queryOf(ctx, 'external_userid') ?? '';
    if (!/^w[mo][\w-]{10,62}$/.test(id)) return refuseWecom(ctx, 40096);
    const person = customerByExternalId(world, id);
    const follows = followsOf(world, id);
    if (!person || follows.length === 0) return refuseWecom(ctx, 84061);
    answerWecom(ctx, { external_contact: contactView(person), follow_user: follows.map((follow) => followView(world, follow)) });
  };
}

/** GET externalcontact/list: the contacts of one member. 84061 when there are none. */
export function listContacts(world: World): (ctx: ParameterizedContext) => void {
  return (ctx) => {
    if (!authorised(world, ctx)) return;
    const userid = queryOf(ctx, 'userid') ?? '';
    if (!memberById(world, userid)) return refuseWecom(ctx, 60111);
    const ids = world.state.people.follows.filter((follow) => follow.userid === userid).map((follow) => follow.externalUserId);
    if (ids.length === 0) return refuseWecom(ctx, 84061);
    answerWecom(ctx, { external_userid: ids });
  };
}

/** GET externalcontact/get_follow_user_list: the members who may have contacts. */
export function listFollowUsers(world: World): (ctx: ParameterizedContext) => void {
  return (ctx) => {
    if (authorised(world, ctx)) answerWecom(ctx, { follow_user: world.state.people.members.map((member) => member.userid) });
  };
}

/** The follow that a write is about, or null after answering 84061. */
function followOf(world: World, ctx: ParameterizedContext, body: Fields): Follow | null {
  const follow = world.state.people.follows.find(
    (candidate) => candidate.userid === textOf(body, 'userid') && candidate.externalUserId === textOf(body, 'external_userid'),
  );
  if (!follow) refuseWecom(ctx, 84061);
  return follow ?? null;
}

/** POST externalcontact/remark. Fields that are absent stay as they are. */
export function remarkContact(world: World): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    const body = await bodyOf(world, ctx);
    const follow = body && followOf(world, ctx, body);
    if (!body || !follow) return;
    const { remark, description } = body;
    if (typeof remark === 'string' && [...remark].length > 20) return refuseWecom(ctx, 40058, 'invalid Request Parameter: remark exceed max length 20');
    if (typeof description === 'string' && [...description].length > 150)
      return refuseWecom(ctx, 40058, 'invalid Request Parameter: description exceed max length 150');
    if (typeof remark === 'string') follow.remark = remark;
    if (typeof description === 'string') follow.description = description;
    if (Array.isArray(body.remark_mobiles)) follow.mobiles = textsOf(body, 'remark_mobiles').filter((mobile) => mobile !== '');
    world.record('wecom', 'contact.remarked', `${memberById(world, follow.userid)?.name ?? follow.userid} 的客户备注改为「${follow.remark}」`, {
      userid: follow.userid,
      externalUserId: follow.externalUserId,
    });
    answerWecom(ctx);
  };
}

/** POST externalcontact/get_corp_tag_list, all of it or by tag_id / group_id. */
export function listTags(world: World): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    const body = await bodyOf(world, ctx, true);
    if (!body) return;
    const [tagIds, groupIds] = [textsOf(body, 'tag_id'), textsOf(body, 'group_id')];
    const wanted = world.state.tagGroups
      .filter((group) => (groupIds.length === 0 && tagIds.length === 0) || groupIds.includes(group.id) || group.tags.some((tag) => tagIds.includes(tag.id)))
      .map((group) => ({
        group_id: group.id,
        group_name: group.name,
        create_time: 1_780_300_800,
        order: 0,
        deleted: false,
        tag: group.tags.map((tag) => ({ id: tag.id, name: tag.name, create_time: 1_780_300_800, order: 0, deleted: false })),
      }));
    answerWecom(ctx, { tag_group: wanted });
  };
}

/** POST externalcontact/add_corp_tag: into a group by id or name; a name that exists in the group is refused. */
export function addTags(world: World): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    const body = await bodyOf(world, ctx);
    if (!body) return;
    const names = (Array.isArray(body.tag) ? body.tag : []).map((tag: unknown) => (isFields(tag) ? textOf(tag, 'name') : null));
    const groupId = textOf(body, 'group_id');
    const groupName = textOf(body, 'group_name');
    if (
      names.length === 0 ||
      names.some((name) => name === null || [...name].length > 30) ||
      new Set(names).size !== names.length ||
      (groupId === null && groupName === null)
    )
      return refuseWecom(ctx, 40058);
    const known = world.state.tagGroups.find((group) => (groupId === null ? group.name === groupName : group.id === groupId));
    if (groupId !== null && !known) return refuseWecom(ctx, 40068);
    if (known?.tags.some((tag) => names.includes(tag.name))) return refuseWecom(ctx, 40071);
    const group = known ?? { id: newId('etg', 28), name: groupName ?? '', tags: [] };
    if (!known) world.state.tagGroups.push(group);
    const added = names.map((name) => ({ id: newId('et', 29), name: name ?? '' }));
    group.tags.push(...added);
    world.record('wecom', 'tag.added', `标签库新增：${added.map((tag) => tag.name).join('、')}`);
    answerWecom(ctx, {
      tag_group: {
        group_id: group.id,
        group_name: group.name,
        create_time: Math.floor(world.clock.now().getTime() / 1000),
        order: 0,
        tag: added.map((tag) => ({ ...tag, create_time: Math.floor(world.clock.now().getTime() / 1000), order: 0 })),
      },
    });
  };
}

/** POST externalcontact/mark_tag: tags belong to one member's view of the contact, not to the contact. */
export function markTags(world: World): (ctx: ParameterizedContext) => Promise<void> {
  return async (ctx) => {
    const body = await bodyOf(world, ctx);
    const follow = body && followOf(world, ctx, body);
    if (!body || !follow) return;
    const [add, remove] = [textsOf(body, 'add_tag'), textsOf(body, 'remove_tag')];
    if (add.length + remove.length === 0) return refuseWecom(ctx, 40058);
    const known = new Set(world.state.tagGroups.flatMap((group) => group.tags.map((tag) => tag.id)));
    if ([...add, ...remove].some((id) => !known.has(id))) return refuseWecom(ctx, 40068);
    follow.tagIds = [...new Set([...follow.tagIds, ...add])].filter((id) => !remove.includes(id));
    world.record('wecom', 'contact.tagged', `${memberById(world, follow.userid)?.name ?? follow.userid} 给客户打了标签`, {
      userid: follow.userid,
      externalUserId: follow.externalUserId,
    });
    answerWecom(ctx);
  };
}
