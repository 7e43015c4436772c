import { createHash } from 'node:crypto';

/** A person with WeChat. Whether anyone at the shop has them as a contact is told by `follows`. */
export interface Customer {
  readonly openid: string;
  readonly unionid: string;
  readonly externalUserId: string;
  readonly name: string;
  /** 11 digits. */
  readonly phone: string;
  readonly gender: 0 | 1 | 2;
  /** data: URL of an SVG. */
  readonly avatar: string;
}

/** A member of the corp in WeCom. */
export interface Member {
  readonly userid: string;
  readonly name: string;
  readonly position: string;
  readonly avatar: string;
}

/** A member has a customer as an external contact. */
export interface Follow {
  readonly userid: string;
  readonly externalUserId: string;
  remark: string;
  description: string;
  /** Seconds since the epoch, as WeCom gives it. */
  readonly createtime: number;
  tagIds: string[];
  mobiles: string[];
  readonly state: string;
  readonly addWay: number;
}

export interface People {
  customers: Customer[];
  members: Member[];
  follows: Follow[];
}

const COLOURS = ['#1E6F5C', '#B4654A', '#3C5A99', '#8A5A83', '#A07A2C', '#2F7A8C', '#7A4B3A', '#51703A'];

/** A round badge with the last character of the name; the colour follows from the name. */
export function avatarOf(name: string): string {
  const colour = COLOURS[(createHash('sha1').update(name).digest()[0] ?? 0) % COLOURS.length] ?? '#1E6F5C';
  const glyph = ([...name].at(-1) ?? '客').replace(/[<>&"']/g, '客');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96"><rect width="96" height="96" rx="20" fill="${colour}"/><text x="48" y="64" font-size="46" text-anchor="middle" fill="#fff" font-family="sans-serif">${glyph}</text></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

const idFrom = (prefix: string, seed: string, length: number): string =>
  prefix + createHash('sha256').update(`${prefix}:${seed}`).digest('base64url').slice(0, length);

/** A customer whose identifiers follow from `key`, so that they are the same in every run. */
export function customer(key: string, name: string, phone: string, gender: 0 | 1 | 2 = 2): Customer {
  return { openid: idFrom('o', key, 27), unionid: idFrom('oU', key, 26), externalUserId: idFrom('wm', key, 30), name, phone, gender, avatar: avatarOf(name) };
}

/** A member of the corp; `userid` is what staff records of the product refer to. */
export function member(userid: string, name: string, position: string): Member {
  return { userid, name, position, avatar: avatarOf(name) };
}

function follow(userid: string, who: Customer, remark: string): Follow {
  return { userid, externalUserId: who.externalUserId, remark, description: '', createtime: 1_780_300_800, tagIds: [], mobiles: [], state: '', addWay: 1 };
}

/** The people of the demo: the staff of the demo shop (prisma/seeds names the same userids) and eight who come to it, one of whom nobody has as a contact yet. */
export function defaultPeople(): People {
  const lin = customer('lin', '林小雨', '13800138001');
  const chen = customer('chen', '陈思远', '13800138002', 1);
  const wang = customer('wang', '王梓涵', '13800138003');
  const zhao = customer('zhao', '赵雅琪', '13800138004');
  const liu = customer('liu', '刘一鸣', '13800138005', 1);
  const sun = customer('sun', '孙佳宁', '13800138006');
  const zhou = customer('zhou', '周子墨', '13800138007', 1);
  const gao = customer('gao', '高若曦', '13800138008');
  return {
    customers: [lin, chen, wang, zhao, liu, sun, zhou, gao],
    members: [
      member('mei', '梅清', '首席摄影师'),
      member('xiaotang', '唐小棠', '客户顾问'),
      member('yuanyuan', '袁圆', '客户顾问'),
      member('qianqian', '钱芊', '前台'),
      member('laoxu', '徐立', '静安店店长'),
      member('hanmei', '韩梅', '徐汇店店长'),
      member('zongbu', '沈言', '总部运营'),
      member('zhouye', '周野', '摄影师'),
      member('linchuan', '林川', '摄影师'),
      member('xunuo', '许诺', '摄影师'),
      member('gunan', '顾南', '摄影师'),
      member('fangyuan', '方圆', '摄影师'),
      member('ayue', '阿月', '化妆师'),
      member('susu', '苏苏', '化妆师'),
      member('dingning', '丁宁', '化妆师'),
      member('xiaoman', '小满', '化妆师'),
      member('baihe', '白荷', '化妆师'),
    ],
    follows: [
      follow('xiaotang', lin, '林小雨 亲子照'),
      follow('xiaotang', chen, '陈思远'),
      follow('xiaotang', wang, '王梓涵'),
      follow('mei', wang, '王梓涵 写真'),
      follow('xiaotang', zhao, '赵雅琪'),
      follow('qianqian', liu, '刘一鸣'),
      follow('laoxu', sun, '孙佳宁 老客'),
      follow('qianqian', zhou, '周子墨'),
    ],
  };
}
