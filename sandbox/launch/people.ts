import { staff } from '../../prisma/seeds/shop';
import { defaultPeople, member, type People } from '../world/people';

/** Who lives in the demo's world: its customers, and as members of the corp exactly the staff of the demo's shop. */
export function demoPeople(): People {
  return { ...defaultPeople(), members: staff.map((one) => member(one.userid, one.name, one.title)) };
}
