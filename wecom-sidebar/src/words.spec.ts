import type { AppRefusal, AppRefusals } from './api/call';
import { alternativesOf, REFUSAL_CODES, wordRefusal } from './words';

const NOW = Date.parse('2026-11-27T03:00:00.000Z');
const AT = '2026-11-28T02:00:00.000Z';

/** Facts of every refusal there is; the type makes a missing or a wrong one a compile error. */
const SAMPLES: { [Code in keyof AppRefusals & string]: AppRefusals[Code] } = {
  'client.unreachable': { timedOut: false },
  'request.invalid': { issues: [{ path: 'contactPhone', problem: 'not_a_mobile_number' }] },
  'request.too_large': { limitBytes: 1 },
  'request.not_json': { expected: 'application/json' },
  'request.unknown_endpoint': { path: 'x' },
  'request.rate_limited': { retryAfterSeconds: 3 },
  'request.idempotency_key_missing': { header: 'Idempotency-Key' },
  'request.idempotency_key_reused': { key: 'k' },
  'request.in_progress': { key: 'k' },
  'access.login_required': { reason: 'expired' },
  'access.forbidden': { right: 'customer.merge' },
  'access.code_rejected': { provider: 'wecom', reason: 'busy' },
  'access.ticket_rejected': { reason: 'unknown_or_used_or_expired' },
  'access.not_staff': { wecomUserId: 'x' },
  'access.state_mismatch': { wayOut: 'start_again' },
  'access.url_not_ours': { host: 'example.cn' },
  'lifecycle.illegal_step': { state: 'done', verb: 'cancel', possible: [] },
  'record.not_found': { noun: 'customer', id: 'x' },
  'record.changed': { noun: 'booking', id: 'x', version: 2 },
  'service.unavailable': { service: 'wecom', retryAfterSeconds: 5 },
  'server.fault': { requestId: '0123456789' },
  'customers.phone_taken': { customerId: 'x', name: '王芳' },
  'customers.not_your_contact': { externalUserId: 'x' },
  'customers.contact_already_linked': { customerId: 'x' },
  'customers.cannot_merge_itself': { customerId: 'x' },
  'customers.merge_conflict': { reason: 'both_have_wechat' },
  'customers.tag_taken': { name: '婚纱' },
  'customers.health_consent_missing': { customerId: 'x' },
  'booking.slot_taken': { startsAt: AT, units: [{ roleName: '摄影师', name: '周牧' }], alternatives: ['2026-11-28T02:30:00.000Z', '2026-11-28T06:00:00.000Z'] },
  'booking.slot_unavailable': { startsAt: AT, roleName: '摄影棚', alternatives: [] },
  'booking.in_the_past': { startsAt: AT, now: AT },
  'booking.too_soon': { startsAt: AT, earliest: AT },
  'booking.too_far': { startsAt: AT, latest: AT },
  'booking.outside_opening': { startsAt: AT, opening: [{ from: '09:00', to: '21:00' }] },
  'booking.off_grid': { startsAt: AT, stepMinutes: 30 },
  'booking.price_changed': { priceFen: 399900, depositFen: 50000 },
  'booking.service_not_offered': { serviceId: 'x', storeId: 'x' },
  'booking.choice_not_possible': { roleKey: 'x', unitId: 'x' },
  'booking.hold_expired': { holdExpiresAt: AT },
  'booking.refund_changed': { refundFen: 1, feeFen: 2 },
  'booking.too_late_to_cancel': { startsAt: AT },
  'booking.too_many_holds': { limit: 3 },
  'booking.unit_in_use': {
    unitId: 'x',
    bookings: [{ id: 'x', code: '1128-0042', version: 1, storeId: 'x', serviceName: '经典婚纱', contactName: '王芳', startsAt: AT, endsAt: AT }],
  },
  'booking.unit_in_class': { unitId: 'x', classes: [{ id: 'x', label: '晨间瑜伽', serviceName: '瑜伽', storeId: 'x', startsAt: AT }] },
  'booking.field_value_invalid': { field: '面积', problem: 'required' },
  'booking.key_taken': { key: 'x' },
  'booking.caution': { cautions: [{ kind: 'ingredient', name: '酒精', effect: 'warn' }] },
  'booking.addon_unknown': { addonId: 'x' },
  'booking.party_too_large': { max: 2 },
  'booking.daily_limit': { limitName: '激光项目', unitName: '林医生', maxPerDay: 6 },
  'booking.no_session': { startsAt: AT },
  'booking.too_late_to_move': { movableUntil: AT },
  'booking.too_many_moves': { max: 2 },
  'booking.accepted_by_other': { name: '周牧' },
  'booking.not_offered': { bookingId: 'x' },
  'booking.deposit_due': { depositFen: 50000 },
  'booking.roster_clashes': {
    clashes: [
      {
        bookingId: 'x',
        code: '1128-0042',
        version: 1,
        storeId: 'x',
        serviceName: '经典婚纱',
        contactName: '王芳',
        startsAt: AT,
        endsAt: AT,
        unitId: 'x',
        unitName: '周牧',
        roleKey: 'photographer',
      },
    ],
    classes: [],
  },
  'booking.shifts_overlap': { date: '2026-11-28', storeName: '静安店' },
  'booking.not_a_person': { unitId: 'x' },
  'booking.limit_without_target': { field: 'typeId' },
  'booking.deposit_above_price': { priceFen: 100, depositFen: 200 },
  'booking.role_unknown': { roleKey: 'x' },
  'booking.not_enough_seats': { seats: 12, available: 8 },
  'booking.wish_invalid': { field: 'untilAt', problem: 'backwards' },
  'booking.already_waiting': { entryId: 'x' },
  'booking.too_many_waiting': { limit: 5 },
  'booking.queue_closed': { opensAt: null },
  'booking.contact_needed': { ticketId: 'x' },
  'stores.hours_clash': { bookings: [{ id: 'x', code: '1128-0042', startsAt: AT, serviceName: '经典婚纱', contactName: '王芳' }] },
  'stores.name_taken': { name: '静安店' },
  'stores.hours_invalid': { weekday: 2, problem: 'overlap' },
  'stores.region_in_use': { stores: 2, regions: 0 },
  'stores.region_cycle': { regionId: 'x' },
  'stores.zone_unknown': { zone: 'Mars/Base' },
  'stores.role_unknown': { role: 'x' },
  'stores.last_manager': { staffId: 'x' },
  'stores.member_taken': { wecomUserId: 'lin.xiao' },
  'stores.year_unknown': { year: 2031 },
  'catalogue.not_on_sale': { name: '套系 A', from: null, until: '2026-11-30' },
  'catalogue.option_unknown': { name: '套系 A', option: 'x' },
  'catalogue.option_out_of_range': { name: '套系 A', option: '服装', min: 1, max: 8 },
  'catalogue.terms_invalid': { field: 'options', problem: 'repeated' },
  'catalogue.too_much': { maxFen: 1_000_000_000 },
  'catalogue.name_taken': { name: '套系 A' },
  'catalogue.key_taken': { key: 'x' },
  'orders.nothing_to_pay': { bookingId: 'x', depositState: 'paid' },
  'orders.hold_expired': { holdExpiresAt: AT },
  'orders.payment_rejected': { code: 'ACCOUNT_ERROR' },
  'orders.step_not_next': { from: '创建订单', to: '拍摄完成', next: '支付定金' },
  'orders.step_needs': { stage: '支付尾款', needs: 'paid' },
  'orders.not_possible': { phase: 'cancelled', verb: 'pay' },
  'orders.discount_above_price': { listFen: 100, discountFen: 200 },
  'orders.discount_too_large': { maxPercent: 5, discountFen: 50000 },
  'orders.instalments_differ': { totalFen: 300, sumFen: 200 },
  'orders.instalments_backwards': { name: '尾款' },
  'orders.form_value_invalid': { field: '宝宝姓名', problem: 'required' },
  'orders.line_inactive': { name: '旅拍' },
  'orders.more_than_owed': { owedFen: 100 },
  'orders.less_than_paid': { paidFen: 200, billedFen: 100 },
  'marketing.name_taken': { name: '满减券' },
  'marketing.terms_invalid': { field: 'percent', problem: 'percent' },
  'marketing.retired': { name: '满减券' },
  'marketing.limit_reached': { which: 'total', limit: 10, left: 3 },
  'marketing.coupon_misfit': { name: '满减券', reason: 'below_minimum', missingFen: 100 },
  'marketing.coupon_not_used': { state: 'active' },
  'marketing.audience_changed': { count: 38 },
  'marketing.audience_empty': { count: 0 },
  'marketing.forbidden_words': { words: [{ word: '最佳', at: 0 }] },
  'marketing.push_over': { state: 'done' },
  'marketing.not_in_the_future': { at: '2026-11-26T02:00:00.000Z' },
  'orders.benefit_above_bill': { amountFen: 200, possibleFen: 100 },
  'orders.benefit_there': { name: '满减券' },
  'orders.benefit_not_there': { kind: 'coupon', sourceId: 'x' },
  'orders.benefit_settled': { paidFen: 100 },
  'orders.benefits_stand': { names: ['满减券'] },
  'orders.refund_changed': { backFen: 1, keptFen: 2 },
  'orders.exchange_changed': { billedFen: 1, backFen: 2 },
  'orders.wechat_refund_short': { refundableFen: 1 },
  'finance.bill_not_there': { date: '2026-11-25', readyAt: '2026-11-26T02:00:00.000Z', keptDays: 92 },
  'finance.bill_refused': { date: '2026-11-25', problem: 'cut_off' },
  'finance.merchant_unknown': { mchid: '1900000001' },
  'finance.still_differs': { number: 'ZK1' },
  'finance.already_settled': { number: 'ZK1' },
  'finance.till_changed': { expectedFen: 1 },
  'finance.bank_above_count': { countedFen: 1 },
  'flow.todo_closed': { byName: '李雷' },
  'flow.not_for_you': { reason: 'not_your_turn' },
  'flow.comment_missing': { field: 'comment' },
  'flow.not_possible': { reason: 'not_allowed' },
  'flow.too_late': { title: '折扣审批' },
  'flow.moved_on': { title: '折扣审批' },
  'flow.not_started': { reason: 'not_in_force' },
  'definition.kind_unknown': { kind: 'poem', known: ['rule'] },
  'definition.body_refused': { path: '/fields/3', problem: 'too_deep' },
  'definition.draft_changed': { byName: '李雷', rev: 3 },
  'definition.being_edited': { byName: '李雷', until: AT },
  'definition.has_problems': { problems: [] },
  'definition.nothing_to_take_back': { rev: 1 },
  'definition.nothing_to_publish': { current: 2 },
  'definition.no_such_version': { version: 9, current: 2 },
  'definition.in_use': { by: [{ id: 'rule.x', title: '生日问候' }] },
  'segments.has_problems': { problems: [] },
  'report.has_problems': { problems: [] },
  'report.too_wide': { lines: 812, most: 500 },
  'report.too_slow': { seconds: 5 },
  'report.choose_part': { parts: [{ id: 'kpi.sales', label: '成交订单数' }] },
  'definition.retired': { title: '生日问候' },
  'form.problems': { problems: [] },
  'form.outdated': { version: 1, current: 2, because: 'too_old' },
  'form.not_open': { formId: 'form.x' },
  'form.link_closed': { reason: 'closed' },
  'form.kind_not_shared': { kind: 'open', kinds: [] },
  'form.too_fast': { seconds: 3 },
  'form.no_upload': { slot: 'photo' },
  'form.upload_over': { reason: 'over' },
  'form.file_too_large': { limitBytes: 20_971_520 },
  'form.file_type': { kinds: ['image'] },
  'form.file_unreadable': { reason: 'broken' },
  'orders.no_deposit': { bookingId: 'x' },
  'orders.booking_taken': { code: '1128-0042' },
  'orders.other_customer': { bookingId: 'x' },
  'orders.deposit_in_use': { bookingId: 'x' },
  'orders.shares_invalid': { percent: 90, problem: 'sum' },
  'orders.template_invalid': { variable: '身份证' },
  'orders.contract_over': { state: 'outdated', version: 2 },
  'orders.customer_nameless': { name: '微信用户8001' },
  'orders.receipt_signed': { number: 'S2611-00001' },
  'orders.signature_invalid': { mediaType: 'image/png' },
  'orders.shipment_not_failed': { state: 'sent' },
  'orders.no_font': { setting: 'CONTRACT_FONT' },
  'orders.quote_over': { state: 'accepted', validUntil: '2026-11-30' },
  'membership.terms_invalid': { field: 'sessions', problem: 'required' },
  'membership.name_taken': { name: '十次卡' },
  'membership.above_limit': { limit: 'maxBalanceFen', maxFen: 500000, wouldHoldFen: 600000 },
  'membership.not_on_sale': { name: '十次卡' },
  'membership.payments_differ': { priceFen: 100000, sumFen: 90000 },
  'membership.not_possible': { state: 'frozen', verb: 'charge' },
  'membership.does_not_fit': { cardId: 'x', why: 'expired' },
  'membership.not_enough': { cardId: 'x', sessionsLeft: 0, balanceFen: 0, neededFen: 100 },
  'membership.nothing_to_settle': { bookingId: 'x' },
  'membership.already_used': { bookingId: 'x', cardId: 'x' },
  'membership.undo_too_late': { undoableUntil: AT },
  'membership.already_undone': { useId: 'x' },
  'membership.not_later': { validUntil: '2027-03-01' },
  'membership.refund_changed': { backFen: 100 },
  'membership.correction_invalid': { field: 'sessions', problem: 'below_zero', holds: 2 },
  'membership.family_unknown': { by: 'phone' },
  'membership.family_full': { max: 8 },
  'membership.levels_invalid': { field: 'levels.0.key', problem: 'twice' },
  'membership.points_short': { neededPoints: 500, heldPoints: 200 },
  'membership.points_nothing': { heldPoints: 200 },
  'membership.not_in_mall': { name: '摆台' },
  'membership.item_name_taken': { name: '摆台' },
  'membership.points_do_not_pay': { pointFen: 0 },
  'membership.points_above_bill': { mostPoints: 100, openFen: 100 },
  'membership.sold_out': { itemId: 'x', name: '摆台' },
  'membership.per_person': { itemId: 'x', max: 2, had: 2 },
  'membership.redemption_over': { state: 'handed_out', at: AT },
  'membership.code_rejected': { reason: 'used_or_over' },
};
const refusalOf = (code: string) => ({ code, facts: SAMPLES[code as keyof AppRefusals & string] }) as AppRefusal;

describe('words of a refusal', () => {
  test.each(Object.keys(SAMPLES))('%s is said in Chinese, without its code or a hole', (code) => {
    const words = wordRefusal(refusalOf(code), 480, NOW);
    expect(words).toMatch(/[\u4e00-\u9fff]/);
    expect(words).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
    expect(words).not.toContain(code);
  });

  test('the list of codes is exactly the list of samples', () => {
    expect([...REFUSAL_CODES].sort()).toEqual(Object.keys(SAMPLES).sort());
  });

  test('a taken slot says what, who and what is still free, on the store’s clock', () => {
    expect(wordRefusal(refusalOf('booking.slot_taken'), 480, NOW)).toBe('10:00 已被约走（周牧）。10:30、14:00 还空着。');
    expect(alternativesOf(refusalOf('booking.slot_taken'))).toHaveLength(2);
    expect(alternativesOf(refusalOf('record.changed'))).toEqual([]);
  });

  test('a step that is not possible names what is', () => {
    expect(
      wordRefusal(
        { code: 'lifecycle.illegal_step', facts: { state: 'confirmed', verb: 'start', possible: ['reschedule', 'cancel', 'checkIn', 'expire'] } },
        480,
        NOW,
      ),
    ).toBe('预约现在是「已确认」，不能开始服务。可以：改期、取消预约、到店签到。');
  });

  test('a caution that blocks says so; one that warns asks for a confirmation', () => {
    const caution = (effect: 'warn' | 'block') => wordRefusal({ code: 'booking.caution', facts: { cautions: [{ kind: 'ingredient', name: '酒精', effect }] } });
    expect(caution('block')).toContain('不能做');
    expect(caution('warn')).toMatch(/提醒：酒精/);
  });

  test('a ticket of the walk-in line speaks of itself, and a visit’s length has its word', () => {
    const step = (state: string, verb: string, possible: string[]) =>
      wordRefusal({ code: 'lifecycle.illegal_step', facts: { state, verb, possible } }, 480, NOW);
    expect(step('served', 'call', [])).toBe('这个号现在是「已开始服务」，不能叫号。已经没有后续操作。');
    expect(step('done', 'resize', [])).toBe('预约现在是「已完成」，不能改时长。已经没有后续操作。');
  });

  test('an unknown code of a newer server still says something', () => {
    expect(wordRefusal({ code: 'future.code', facts: {} } as unknown as AppRefusal)).toMatch(/刷新/);
  });
});
