import type { storesEndpoints } from '@zhike/domain/stores/contract';
import type { RoutesFor } from '../../http/route';
import { removeRegion, saveRegion } from './commands/regions';
import { removeSeason, saveSeason } from './commands/seasons';
import { proposeHolidays, removeSpecialDay, saveSpecialDay } from './commands/special-days';
import { saveStaff } from './commands/staff';
import { saveStore } from './commands/store';
import { getSeasons, getShop, getSpecialDays, getStaff, getTree, listStores, openingDays } from './queries';

export const storesRoutes: RoutesFor<typeof storesEndpoints> = {
  'stores.shop': { mode: 'query', run: getShop },
  'stores.list': { mode: 'query', run: listStores },
  'stores.openingDays': { mode: 'query', run: openingDays },
  'stores.tree': { mode: 'query', run: getTree },
  'stores.saveRegion': { mode: 'command', run: saveRegion },
  'stores.removeRegion': { mode: 'command', run: removeRegion },
  'stores.saveStore': { mode: 'command', run: saveStore },
  'stores.seasons': { mode: 'query', run: getSeasons },
  'stores.saveSeason': { mode: 'command', run: saveSeason },
  'stores.removeSeason': { mode: 'command', run: removeSeason },
  'stores.specialDays': { mode: 'query', run: getSpecialDays },
  'stores.proposeHolidays': { mode: 'command', run: proposeHolidays },
  'stores.saveSpecialDay': { mode: 'command', run: saveSpecialDay },
  'stores.removeSpecialDay': { mode: 'command', run: removeSpecialDay },
  'stores.staff': { mode: 'query', run: getStaff },
  'stores.saveStaff': { mode: 'command', run: saveStaff },
};
