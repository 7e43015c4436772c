const MISSED: Readonly<Record<string, string>> = {
  past: '已经过去',
  too_soon: '来不及准备',
  too_far: '还没开放这么远的档期',
  closed: '门店这时不营业',
  off_grid: '不是可约的开始时间',
  no_session: '这时没有课',
  no_unit: '没有能做的人或资源',
  off_shift: '要的人不上班',
  taken: '已经约满',
  absent: '要的人请假或资源维修',
  daily_limit: '当天已到每日上限',
  shared_candidate: '几个角色只剩同一位可用',
  'booking.slot_taken': '刚被约走',
  'booking.slot_unavailable': '已经约满',
  'booking.in_the_past': '已经过去',
  'booking.too_soon': '来不及准备',
  'booking.too_far': '还没开放这么远的档期',
  'booking.outside_opening': '门店这时不营业',
  'booking.off_grid': '不是可约的开始时间',
  'booking.daily_limit': '当天已到每日上限',
  'booking.no_session': '这时没有课',
};

/** Why a session of a series was not booked: a blocker's reason or a refusal's code, in a few characters. */
export function missedWords(code: string | null): string {
  return (code && MISSED[code]) || '排不开';
}
