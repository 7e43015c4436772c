import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import type { RoutesFor } from '../../http/route';
import { getCalendar, getMonthLoad } from './calendar';
import { createBooking, requestBooking } from './commands/request';
import { addAbsence, listTypes, listUnits, removeAbsence, saveResourceType, saveServiceRoles, saveUnit } from './commands/resources';
import { removeRosterPattern, saveRosterException, saveRosterPattern } from './commands/rosters';
import { cancelBooking, confirmBooking, rescheduleBooking, serveStep } from './commands/steps';
import { getService, listDays, listServices, listSlots } from './queries';
import { getAdvice } from './queries.advice';
import { getBooking, getCancelPreview, getCard, listMine } from './queries.bookings';
import { listAnywhere, listNextSlots } from './queries.recommend';
import { getRoster, listClashes } from './queries.rosters';

export const bookingRoutes: RoutesFor<typeof bookingEndpoints> = {
  'booking.services': { mode: 'query', run: listServices },
  'booking.service': { mode: 'query', run: getService },
  'booking.days': { mode: 'query', run: listDays },
  'booking.slots': { mode: 'query', run: listSlots },
  'booking.nextSlots': { mode: 'query', run: listNextSlots },
  'booking.anywhere': { mode: 'query', run: listAnywhere },
  'booking.advice': { mode: 'query', run: getAdvice },
  'booking.request': { mode: 'command', run: requestBooking },
  'booking.mine': { mode: 'query', run: listMine },
  'booking.get': { mode: 'query', run: getBooking },
  'booking.cancelPreview': { mode: 'query', run: getCancelPreview },
  'booking.cancel': { mode: 'command', run: cancelBooking },
  'booking.reschedule': { mode: 'command', run: rescheduleBooking },
  'booking.create': { mode: 'command', run: createBooking },
  'booking.confirm': { mode: 'command', run: confirmBooking },
  'booking.checkIn': { mode: 'command', run: serveStep('checkIn') },
  'booking.start': { mode: 'command', run: serveStep('start') },
  'booking.finish': { mode: 'command', run: serveStep('finish') },
  'booking.markNoShow': { mode: 'command', run: serveStep('markNoShow') },
  'booking.calendar': { mode: 'query', run: getCalendar },
  'booking.monthLoad': { mode: 'query', run: getMonthLoad },
  'booking.card': { mode: 'query', run: getCard },
  'booking.resourceTypes': { mode: 'query', run: listTypes },
  'booking.saveResourceType': { mode: 'command', run: saveResourceType },
  'booking.units': { mode: 'query', run: listUnits },
  'booking.saveUnit': { mode: 'command', run: saveUnit },
  'booking.saveServiceRoles': { mode: 'command', run: saveServiceRoles },
  'booking.addAbsence': { mode: 'command', run: addAbsence },
  'booking.removeAbsence': { mode: 'command', run: removeAbsence },
  'booking.roster': { mode: 'query', run: getRoster },
  'booking.saveRosterPattern': { mode: 'command', run: saveRosterPattern },
  'booking.removeRosterPattern': { mode: 'command', run: removeRosterPattern },
  'booking.saveRosterException': { mode: 'command', run: saveRosterException },
  'booking.clashes': { mode: 'query', run: listClashes },
};
