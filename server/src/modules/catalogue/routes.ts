import type { catalogueEndpoints } from '@zhike/domain/catalogue/contract';
import type { RoutesFor } from '../../http/route';
import { saveItem } from './commands/item';
import { saveLine } from './commands/line';
import { getItem, getLines, listItems, priceLines } from './queries';

export const catalogueRoutes: RoutesFor<typeof catalogueEndpoints> = {
  'catalogue.lines': { mode: 'query', run: getLines },
  'catalogue.saveLine': { mode: 'command', run: saveLine },
  'catalogue.items': { mode: 'query', run: listItems },
  'catalogue.item': { mode: 'query', run: getItem },
  'catalogue.saveItem': { mode: 'command', run: saveItem },
  'catalogue.price': { mode: 'query', run: priceLines },
};
