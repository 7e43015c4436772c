import type { StoresRefusals } from '@zhike/domain/stores/contract';
import { firstThree, moment, type Reader, weekdayWord } from './words.reader';

type Words = { [Code in keyof StoresRefusals]: (facts: StoresRefusals[Code], reader: Reader) => string };

const HOURS_PROBLEMS: Record<string, string> = {
  overlap: '两段时间重叠了',
  overlapping: '两段时间重叠了',
  backwards: '结束要晚于开始',
  empty: '结束要晚于开始',
  not_a_time: '时间写得不对，例如 09:00',
  too_late: '最晚到 24:00',
  dates_backwards: '结束日期要晚于开始日期',
  seasons_overlap: '和另一个季节时间重叠了',
};

/** Every "no" of the stores noun in words for staff. Exhaustive by type. */
export const STORES_WORDS: Words = {
  'stores.hours_clash': ({ bookings }, reader) =>
    `这样改，有 ${bookings.length} 个预约会落在不营业的时间：${firstThree(bookings.map((b) => `${b.contactName} ${moment(b.startsAt, reader)}`))}。可以先逐个改约，或仍然保存、之后再改。`,
  'stores.name_taken': ({ name }) => `已经有一家门店叫「${name}」，请换一个名字。`,
  'stores.hours_invalid': ({ weekday, problem }) => `${weekdayWord(weekday) || '营业时间'}：${HOURS_PROBLEMS[problem] ?? '时间填得不对'}。`,
  'stores.region_in_use': ({ stores, regions }) =>
    `这个区域里还有${[stores > 0 ? ` ${stores} 家门店` : '', regions > 0 ? ` ${regions} 个下级区域` : ''].filter(Boolean).join('、')}，请先移走再删。`,
  'stores.region_cycle': () => '不能把区域移到它自己的下级里，请换一个上级。',
  'stores.zone_unknown': ({ zone }) => `没有「${zone}」这个时区，中国大陆请用 Asia/Shanghai。`,
  'stores.role_unknown': () => '有一个角色已经不存在，请重新选。',
  'stores.last_manager': () => '至少要有一位能管理全部的成员。请先把这个角色交给别人，再改这一位。',
  'stores.member_taken': ({ wecomUserId }) => `企业微信账号「${wecomUserId}」已经在名单里，请直接修改那一位。`,
  'stores.year_unknown': ({ year }) => `还没有 ${year} 年的法定节假日安排。国务院公布后请按通知逐天添加，或更新系统。`,
};
