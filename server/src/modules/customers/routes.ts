import type { customersEndpoints } from '@zhike/domain/customers/contract';
import type { RoutesFor } from '../../http/route';
import { createFromContact, inChat, linkContact } from './commands/contact';
import { createCustomer } from './commands/create';
import { eraseHealth, readHealth, readHealthBefore, saveHealth, saveMyHealth, withdrawHealthConsent } from './commands/health';
import { mergeCustomers } from './commands/merge';
import { addNote } from './commands/note';
import { revealPhone } from './commands/reveal';
import { shareCustomer, unshareCustomer } from './commands/share';
import { saveTagGroup, setTags } from './commands/tags';
import { updateCustomer } from './commands/update';
import { findCustomer, findDuplicates, getCustomer, listCustomers, tagGroups } from './queries';
import { myCode } from './queries.code';
import { healthBands, myHealth } from './queries.health';
import { readTimeline } from './queries.timeline';

export const customersRoutes: RoutesFor<typeof customersEndpoints> = {
  'customers.inChat': { mode: 'query', run: inChat },
  'customers.linkContact': { mode: 'own', run: linkContact },
  'customers.createFromContact': { mode: 'own', run: createFromContact },
  'customers.get': { mode: 'query', run: getCustomer },
  'customers.find': { mode: 'query', run: findCustomer },
  'customers.list': { mode: 'query', run: listCustomers },
  'customers.create': { mode: 'command', run: createCustomer },
  'customers.update': { mode: 'command', run: updateCustomer },
  'customers.timeline': { mode: 'query', run: readTimeline },
  'customers.addNote': { mode: 'command', run: addNote },
  'customers.tagGroups': { mode: 'query', run: tagGroups },
  'customers.saveTagGroup': { mode: 'command', run: saveTagGroup },
  'customers.setTags': { mode: 'command', run: setTags },
  'customers.revealPhone': { mode: 'own', run: revealPhone },
  'customers.duplicates': { mode: 'query', run: findDuplicates },
  'customers.merge': { mode: 'own', run: mergeCustomers },
  'customers.share': { mode: 'command', run: shareCustomer },
  'customers.unshare': { mode: 'command', run: unshareCustomer },
  'customers.myCode': { mode: 'query', run: myCode },
  'customers.healthBands': { mode: 'query', run: healthBands },
  'customers.health': { mode: 'own', run: readHealth },
  'customers.healthBefore': { mode: 'own', run: readHealthBefore },
  'customers.saveHealth': { mode: 'own', run: saveHealth },
  'customers.eraseHealth': { mode: 'command', run: eraseHealth },
  'customers.myHealth': { mode: 'query', run: myHealth },
  'customers.saveMyHealth': { mode: 'own', run: saveMyHealth },
  'customers.withdrawHealthConsent': { mode: 'command', run: withdrawHealthConsent },
};
