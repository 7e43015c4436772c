import type { BookingRefusals } from '@zhike/domain/booking/contract';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import { clock, firstThree, moment, problemWord, type Reader } from './words.reader';

type Words = { [Code in keyof BookingRefusals]: (facts: BookingRefusals[Code], reader: Reader) => string };

/** Every "no" of the booking noun in words for staff: what, why, what now. Exhaustive by type. */
export const BOOKING_WORDS: Words = {
  'booking.slot_taken': ({ startsAt, units, bookings, alternatives }, reader) => {
    const inTheWay = bookings?.length ? `，和预约 ${bookings.map((b) => b.code).join('、')} 冲突` : '';
    return `${clock(startsAt, reader)} 已被约走${units.length > 0 ? `（${units.map((u) => u.name).join('、')}）` : ''}${inTheWay}。${wayOut(alternatives, reader)}`;
  },
  'booking.slot_unavailable': ({ startsAt, roleName, alternatives }, reader) =>
    `${clock(startsAt, reader)} ${roleName ? `没有空闲的${roleName}` : '排不开'}。${wayOut(alternatives, reader)}`,
  'booking.in_the_past': ({ startsAt }, reader) => `${moment(startsAt, reader)} 已经过去，请选之后的时间。`,
  'booking.too_soon': ({ earliest }, reader) => `来不及准备，最早可约 ${moment(earliest, reader)}。`,
  'booking.too_far': ({ latest }, reader) => `还没开放这么远的档期，最晚可约 ${moment(latest, reader)}。`,
  'booking.outside_opening': ({ opening }) =>
    opening.length > 0
      ? `不在营业时间内，当天营业 ${opening.map((o) => `${o.from}–${o.to}`).join('、')}。请选营业时间内的开始时间。`
      : '门店当天不营业，请换一天。',
  'booking.off_grid': ({ stepMinutes }) => `开始时间要落在每 ${stepMinutes} 分钟的整点上，请重新选。`,
  'booking.price_changed': ({ priceFen, depositFen }) => `价格已更新：${formatFen(priceFen)}，定金 ${formatFen(depositFen)}。请和客户确认后再提交。`,
  'booking.service_not_offered': () => '这家门店没有这个项目，请换门店或换项目。',
  'booking.choice_not_possible': () => '选的人或资源做不了这个项目，请换一位或选「不指定」。',
  'booking.hold_expired': ({ holdExpiresAt }, reader) => `保留已在 ${clock(holdExpiresAt, reader)} 到期，时间已放开。请重新约一次。`,
  'booking.refund_changed': ({ refundFen, feeFen }) => `过了免费取消的时间，现在退 ${formatFen(refundFen)}，扣 ${formatFen(feeFen)}。请确认后再取消。`,
  'booking.too_late_to_cancel': ({ startsAt }, reader) => `预约 ${moment(startsAt, reader)} 已经开始，不能取消。可以记为未到店。`,
  'booking.too_many_holds': ({ limit }) => `这位客户已有 ${limit} 个未付定金的预约。请先付款或取消一个。`,
  'booking.unit_in_use': ({ bookings }, reader) =>
    `还有 ${bookings.length} 个预约用着它：${firstThree(bookings.map((b) => `${b.contactName}（${moment(b.startsAt, reader)}）`))}。请先改期或换资源。`,
  'booking.unit_in_class': ({ classes }, reader) =>
    `还有 ${classes.length} 节课用着它：${firstThree(classes.map((c) => `${c.label || c.serviceName}（${moment(c.startsAt, reader)}）`))}。请先换人、换场地，或取消这些课。`,
  'booking.field_value_invalid': ({ field, problem }) => `「${field}」填得不对：${problemWord(problem)}。`,
  'booking.key_taken': ({ key }) => `标识「${key}」已被使用，请换一个。`,
  'booking.caution': ({ cautions }) => {
    const blocked = cautions.filter((c) => c.effect === 'block').map((c) => c.name);
    if (blocked.length > 0) return `客户的健康档案里有「${blocked.join('、')}」，这个项目不能做。请换一个项目，或先和客户核对档案。`;
    return `客户的健康档案提醒：${cautions.map((c) => c.name).join('、')}。请先和客户确认，勾选「已确认」后再提交。`;
  },
  'booking.addon_unknown': () => '选的加项已经下架，请重新选加项。',
  'booking.party_too_large': ({ max }) => (max === 1 ? '这个项目一次只能约 1 人，请分开约。' : `这个项目一次最多约 ${max} 人，请减少人数或分开约。`),
  'booking.daily_limit': ({ limitName, unitName, maxPerDay }) => `${unitName} 当天的「${limitName}」已满（每天最多 ${maxPerDay} 个）。请换一天或换一位。`,
  'booking.no_session': ({ startsAt }, reader) => `${moment(startsAt, reader)} 没有开课。请选课表里的场次。`,
  'booking.too_late_to_move': ({ movableUntil }, reader) => `客户自己改期要在 ${moment(movableUntil, reader)} 前，现在只能由门店来改。`,
  'booking.too_many_moves': ({ max }) => `客户自己最多改期 ${max} 次，已经用完，现在只能由门店来改。`,
  'booking.accepted_by_other': ({ name }) => `${name} 已经先接了这一单。`,
  'booking.not_offered': () => '这一单没有派给你，或者已经收回。请刷新看看。',
  'booking.deposit_due': ({ depositFen }) => `这个预约要先付定金 ${formatFen(depositFen)}，付款后自动确认。`,
  'booking.roster_clashes': ({ clashes, classes }, reader) => {
    const what = [...(clashes.length > 0 ? [`${clashes.length} 个预约`] : []), ...(classes.length > 0 ? [`${classes.length} 节课`] : [])].join('、');
    const which = [
      ...clashes.map((c) => `${c.contactName} ${moment(c.startsAt, reader)}`),
      ...classes.map((c) => `${c.label || c.serviceName} ${moment(c.startsAt, reader)}`),
    ];
    return `这样改，有 ${what}会没人做：${firstThree(which)}。可以先逐个改约，或仍然保存、之后再改。`;
  },
  'booking.shifts_overlap': ({ date, storeName }) => `${formatDateZh(date)} 和她在「${storeName}」的班次重叠，一个人不能同时在两处。请先改那边的排班。`,
  'booking.not_a_person': () => '只有人员才有排班。场地和物品跟着门店的营业时间走。',
  'booking.limit_without_target': () => '请选这条上限管谁：一位员工，或一类资源。',
  'booking.deposit_above_price': ({ priceFen, depositFen }) => `定金 ${formatFen(depositFen)} 高于价格 ${formatFen(priceFen)}，请改低定金。`,
  'booking.role_unknown': () => '加项里选的角色已经不在「所需资源」里，请重新选。',
  'booking.not_enough_seats': ({ seats, available }) => `要开 ${seats} 个名额，门店只有 ${available} 个座位空着。请减少名额，或在「资源」里添加座位。`,
  'booking.wish_invalid': ({ problem }) => `候补的时间段不对：${problemWord(problem)}。`,
  'booking.already_waiting': () => '这位客户已经在等同一个项目，不用再登记。',
  'booking.too_many_waiting': ({ limit }) => `最多同时等 ${limit} 个候补，请先撤下一个。`,
  'booking.queue_closed': ({ opensAt }, reader) => (opensAt ? `现在不能取号，${moment(opensAt, reader)} 开始。` : '今天不再取号了。'),
  'booking.contact_needed': () => '这位客人没有留手机号，不能开单。请先给她建客户档案，再取号。',
};

function wayOut(alternatives: readonly string[], reader: Reader): string {
  if (alternatives.length === 0) return '这一天没有别的空档，请换一天。';
  return `${alternatives
    .slice(0, 3)
    .map((at) => clock(at, reader))
    .join('、')} 还空着。`;
}
