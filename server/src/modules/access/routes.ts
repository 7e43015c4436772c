import type { accessEndpoints } from '@zhike/domain/access/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { RoutesFor } from '../../http/route';
import { bindPhone, customerLogin, liveTicket, logout, redeem, signPage } from './commands';
import { bindPhoneByCode, sendPhoneCode } from './phone-codes';
import { customerMe, staffMe } from './queries';

export const accessRoutes: RoutesFor<typeof accessEndpoints> = {
  'access.customerLogin': { mode: 'own', run: customerLogin },
  'access.bindPhone': { mode: 'own', run: bindPhone },
  'access.sendPhoneCode': { mode: 'own', run: sendPhoneCode },
  'access.bindPhoneByCode': { mode: 'own', run: bindPhoneByCode },
  'access.me': { mode: 'query', run: async (ask) => allow({ me: await customerMe(ask.ports.db.prisma, ask.actor.identityId, ask.ports) }) },
  'access.redeemTicket': { mode: 'own', run: redeem },
  'access.staffMe': {
    mode: 'query',
    run: async (ask) => {
      const me = await staffMe(ask.ports.db.prisma, ask.actor.staffId);
      return me ? allow({ me }) : refuse('access.not_staff', { wecomUserId: ask.actor.wecomUserId });
    },
  },
  'access.logout': { mode: 'own', run: logout },
  'access.jsapiSignature': { mode: 'query', run: signPage },
  'access.liveTicket': { mode: 'own', run: liveTicket },
};
