import type { EndpointName } from '@zhike/domain/api';

/**
 * The endpoints that the customer's client uses. The contract's values carry zod and must stay out of the bundle,
 * so the two facts that the wire needs are repeated here: does it write (then it carries a key), does it need a login.
 */
interface Wire {
  readonly writes: boolean;
  readonly login: boolean;
}

export const wires = {
  'access.customerLogin': { writes: true, login: false },
  'access.bindPhone': { writes: true, login: true },
  'access.me': { writes: false, login: true },
  'access.logout': { writes: true, login: true },
  'stores.shop': { writes: false, login: false },
  'stores.list': { writes: false, login: false },
  'stores.openingDays': { writes: false, login: false },
  'booking.services': { writes: false, login: false },
  'booking.service': { writes: false, login: false },
  'booking.days': { writes: false, login: false },
  'booking.slots': { writes: false, login: false },
  'booking.nextSlots': { writes: false, login: false },
  'booking.anywhere': { writes: false, login: false },
  'booking.advice': { writes: false, login: false },
  'booking.classSessions': { writes: false, login: false },
  'booking.request': { writes: true, login: true },
  'booking.mine': { writes: false, login: true },
  'booking.get': { writes: false, login: true },
  'booking.cancelPreview': { writes: false, login: true },
  'booking.cancel': { writes: true, login: true },
  'booking.reschedule': { writes: true, login: true },
  'booking.takeOffer': { writes: true, login: true },
  'booking.joinWaitlist': { writes: true, login: true },
  'booking.myWaitlist': { writes: false, login: true },
  'booking.leaveWaitlist': { writes: true, login: true },
  'booking.queueLength': { writes: false, login: false },
  'booking.takeTicket': { writes: true, login: true },
  'booking.myTickets': { writes: false, login: true },
  'booking.closeTicket': { writes: true, login: true },
  'orders.payDeposit': { writes: true, login: true },
  'orders.checkDeposit': { writes: true, login: true },
  'orders.mine': { writes: false, login: true },
  'orders.get': { writes: false, login: true },
  'orders.contracts': { writes: false, login: true },
  'orders.contractFile': { writes: false, login: true },
  'orders.signContract': { writes: true, login: true },
  'orders.issueReceipt': { writes: true, login: true },
  'orders.receiptFile': { writes: false, login: true },
  'orders.signReceipt': { writes: true, login: true },
  'orders.payOrder': { writes: true, login: true },
  'orders.checkPayment': { writes: true, login: true },
  'membership.statement': { writes: false, login: true },
  'membership.orderCards': { writes: false, login: true },
  'membership.payMyOrder': { writes: true, login: true },
  'membership.myPointsOn': { writes: false, login: true },
  'membership.useMyPoints': { writes: true, login: true },
  'membership.takeMyPointsOff': { writes: true, login: true },
  'marketing.myFits': { writes: false, login: true },
  'marketing.useMine': { writes: true, login: true },
  'marketing.giveBackMine': { writes: true, login: true },
  'membership.shelf': { writes: false, login: false },
  'membership.myCards': { writes: false, login: true },
  'membership.card': { writes: false, login: true },
  'membership.myCode': { writes: true, login: true },
  'membership.buyCard': { writes: true, login: true },
  'marketing.myCoupons': { writes: true, login: true },
  'membership.myLevel': { writes: false, login: true },
  'membership.myPoints': { writes: false, login: true },
  'membership.mall': { writes: false, login: true },
  'membership.redeem': { writes: true, login: true },
  'membership.myRedemptions': { writes: false, login: true },
  'membership.allowFamily': { writes: true, login: true },
  'membership.endFamily': { writes: true, login: true },
  'messaging.recordSubscription': { writes: true, login: true },
  'customers.myCode': { writes: false, login: true },
  'customers.myHealth': { writes: false, login: true },
  'customers.saveMyHealth': { writes: true, login: true },
  'customers.withdrawHealthConsent': { writes: true, login: true },
} as const satisfies Partial<Record<EndpointName, Wire>>;

export type CustomerEndpoint = keyof typeof wires;
type Writing<Name extends CustomerEndpoint> = (typeof wires)[Name]['writes'] extends true ? Name : never;
export type CustomerCommand = { [Name in CustomerEndpoint]: Writing<Name> }[CustomerEndpoint];
export type CustomerQuery = Exclude<CustomerEndpoint, CustomerCommand>;
