import { customerByExternalId, memberById, newId, type World } from '../../world/world';
import type { Callbacks } from './callbacks';

export type RelationResult = 'ok' | 'unknown_member' | 'unknown_customer' | 'already' | 'not_related';

const nameOf = (world: World, userid: string): string => memberById(world, userid)?.name ?? userid;

/** People make, change and end contacts in their own apps; the product hears of it by callback only. */
export interface Relations {
  /** @param state the channel that the member's code carried, at most 30 characters */
  add(userid: string, externalUserId: string, state: string): RelationResult;
  edit(userid: string, externalUserId: string, remark: string): RelationResult;
  /** member: the member deletes the customer. customer: the customer deletes the member. */
  end(userid: string, externalUserId: string, by: 'member' | 'customer'): RelationResult;
}

export function createRelations(world: World, callbacks: Callbacks): Relations {
  const people = world.state.people;
  const find = (userid: string, externalUserId: string) =>
    people.follows.find((follow) => follow.userid === userid && follow.externalUserId === externalUserId);

  return {
    add(userid, externalUserId, state) {
      const person = customerByExternalId(world, externalUserId);
      if (!memberById(world, userid)) return 'unknown_member';
      if (!person) return 'unknown_customer';
      if (find(userid, externalUserId)) return 'already';
      people.follows.push({
        userid,
        externalUserId,
        remark: person.name,
        description: '',
        createtime: Math.floor(world.clock.now().getTime() / 1000),
        tagIds: [],
        mobiles: [],
        state: state.slice(0, 30),
        addWay: 1,
      });
      world.record('people', 'contact.added', `${person.name} 添加了 ${nameOf(world, userid)}`, { userid, externalUserId });
      callbacks.send({
        ChangeType: 'add_external_contact',
        UserID: userid,
        ExternalUserID: externalUserId,
        ...(state === '' ? {} : { State: state.slice(0, 30) }),
        WelcomeCode: newId('', 24),
      });
      return 'ok';
    },
    edit(userid, externalUserId, remark) {
      const follow = find(userid, externalUserId);
      if (!follow) return 'not_related';
      follow.remark = [...remark].slice(0, 20).join('');
      world.record('people', 'contact.edited', `${nameOf(world, userid)} 在企业微信里改了备注`, { userid, externalUserId });
      callbacks.send({ ChangeType: 'edit_external_contact', UserID: userid, ExternalUserID: externalUserId });
      return 'ok';
    },
    end(userid, externalUserId, by) {
      const follow = find(userid, externalUserId);
      if (!follow) return 'not_related';
      people.follows.splice(people.follows.indexOf(follow), 1);
      const person = customerByExternalId(world, externalUserId)?.name ?? externalUserId;
      world.record('people', 'contact.ended', by === 'member' ? `${nameOf(world, userid)} 删除了客户 ${person}` : `${person} 删除了 ${nameOf(world, userid)}`, {
        userid,
        externalUserId,
      });
      callbacks.send({ ChangeType: by === 'member' ? 'del_external_contact' : 'del_follow_user', UserID: userid, ExternalUserID: externalUserId });
      return 'ok';
    },
  };
}
