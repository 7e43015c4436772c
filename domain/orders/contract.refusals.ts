/** Every "no" of orders, with the facts that a person needs. Amounts in fen. */
export interface OrdersRefusals {
  'orders.nothing_to_pay': { bookingId: string; depositState: string };
  'orders.hold_expired': { holdExpiresAt: string };
  /** WeChat Pay said no for good (account, amount, merchant); `code` is its own word. */
  'orders.payment_rejected': { code: string };
  /** `next`: the step that comes now; null: the order has none left. */
  'orders.step_not_next': { from: string; to: string; next: string | null };
  'orders.step_needs': { stage: string; needs: 'deposit' | 'booking' | 'paid' };
  /** What an order in this phase does not allow. */
  'orders.not_possible': { phase: string; verb: string };
  'orders.discount_above_price': { listFen: number; discountFen: number };
  'orders.discount_too_large': { maxPercent: number; discountFen: number };
  'orders.instalments_differ': { totalFen: number; sumFen: number };
  'orders.instalments_backwards': { name: string };
  'orders.form_value_invalid': { field: string; problem: string };
  'orders.line_inactive': { name: string };
  'orders.more_than_owed': { owedFen: number };
  'orders.less_than_paid': { paidFen: number; billedFen: number };
  /** A benefit may not take off more than its lines cost; `possibleFen`: how much it may. */
  'orders.benefit_above_bill': { amountFen: number; possibleFen: number };
  'orders.benefit_there': { name: string };
  'orders.benefit_not_there': { kind: string; sourceId: string };
  /** The order is paid with it: only the shop takes it off now. */
  'orders.benefit_settled': { paidFen: number };
  /** Lines cannot change under a coupon or points: take them off the bill first, and put them on again. */
  'orders.benefits_stand': { names: readonly string[] };
  /** The refund that was shown is not the one there would be now. */
  'orders.refund_changed': { backFen: number; keptFen: number };
  /** The exchange that was shown is not the one there would be now. */
  'orders.exchange_changed': { billedFen: number; backFen: number };
  /** WeChat Pay can give back only so much of it by itself; the rest takes another till. */
  'orders.wechat_refund_short': { refundableFen: number };
  'orders.no_deposit': { bookingId: string };
  'orders.booking_taken': { code: string };
  'orders.other_customer': { bookingId: string };
  'orders.deposit_in_use': { bookingId: string };
  'orders.shares_invalid': { percent: number; problem: 'sum' | 'twice' };
  /** A template names a variable that does not exist. */
  'orders.template_invalid': { variable: string };
  /** The contract is signed or outdated, or it is not the one that was read; `version`: the newest. */
  'orders.contract_over': { state: string; version: number };
  /** A contract is with a person: her real name is not known yet; `name`: what the shop calls her. */
  'orders.customer_nameless': { name: string };
  'orders.receipt_signed': { number: string };
  'orders.signature_invalid': { mediaType: 'image/png' };
  /** The server has no font with Chinese signs; `setting` names where it is told one. */
  'orders.no_font': { setting: 'CONTRACT_FONT' };
  /** Only 发货信息 that the platform refused is sent again by hand. */
  'orders.shipment_not_failed': { state: string };
  'orders.quote_over': { state: string; validUntil: string };
}
