import { lender, ownMemory } from '../console/shared/frame';

// Runs in the mini-program's h5 page before its own scripts, when a phone is around it.
const phone = lender('zhikePhone');
if (phone) {
  ownMemory(phone.owner);
  (window as Window & { __wxHost?: (method: string, params: unknown) => Promise<unknown> }).__wxHost = (method, params) => phone.call(method, params);
}
