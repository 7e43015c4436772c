import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { afterLook, type RoutesFor } from '../../http/route';
import { getCalendar, getMonthLoad } from './calendar';
import { cancelClassSession, saveClassSession } from './commands/classes';
import { listDailyLimits, removeDailyLimit, saveDailyLimit } from './commands/limits';
import { acceptBooking, declineBooking } from './commands/acceptance';
import { callTicket, closeTicket, serveTicket, takeTicket } from './commands/queue';
import { createBooking, lookForRequest, requestBooking } from './commands/request';
import { resizeBooking } from './commands/resize';
import { addAbsence, addUnits, listTypes, listUnits, removeAbsence, saveResourceType, saveUnit } from './commands/resources';
import { removeRosterPattern, saveRosterException, saveRosterPattern } from './commands/rosters';
import { bookSeries, cancelSeries } from './commands/series';
import { listAllServices, saveService, saveServiceRoles } from './commands/services';
import { cancelBooking, confirmBooking, markNoShow, rescheduleBooking, serveStep, takeOffer } from './commands/steps';
import { joinWaitlist, joinWaitlistFor, leaveWaitlist } from './commands/waitlist';
import { getService, listDays, listServices, listSlots } from './queries';
import { getAdvice } from './queries.advice';
import { getBooking, getCancelPreview, getCard, listMine, listToAccept } from './queries.bookings';
import { getQueueLength, listMyTickets, listQueue } from './queries.queue';
import { listClassSessions } from './queries.classes';
import { listAnywhere, listNextSlots } from './queries.recommend';
import { getRoster, listClashes } from './queries.rosters';
import { searchBookings } from './queries.search';
import { previewSeries } from './queries.series';
import { listMyWaitlist, listWaitlist } from './queries.waitlist';

export const bookingRoutes: RoutesFor<typeof bookingEndpoints> = {
  'booking.services': { mode: 'query', run: listServices },
  'booking.service': { mode: 'query', run: getService },
  'booking.days': { mode: 'query', run: listDays },
  'booking.slots': { mode: 'query', run: listSlots },
  'booking.nextSlots': { mode: 'query', run: listNextSlots },
  'booking.anywhere': { mode: 'query', run: listAnywhere },
  'booking.advice': { mode: 'query', run: getAdvice },
  'booking.request': afterLook({ look: lookForRequest, turn: (input) => `${input.storeId}/${input.startsAt}`, run: requestBooking }),
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
  'booking.markNoShow': { mode: 'command', run: markNoShow },
  'booking.resize': { mode: 'command', run: resizeBooking },
  // Its own transaction: that an offer has come to nothing is written though the answer is no.
  'booking.accept': { mode: 'own', run: acceptBooking },
  'booking.decline': { mode: 'command', run: declineBooking },
  'booking.toAccept': { mode: 'query', run: listToAccept },
  'booking.takeOffer': { mode: 'command', run: takeOffer },
  'booking.search': { mode: 'query', run: searchBookings },
  'booking.joinWaitlist': { mode: 'command', run: joinWaitlist },
  'booking.joinWaitlistFor': { mode: 'command', run: joinWaitlistFor },
  'booking.myWaitlist': { mode: 'query', run: listMyWaitlist },
  'booking.waitlist': { mode: 'query', run: listWaitlist },
  'booking.leaveWaitlist': { mode: 'command', run: leaveWaitlist },
  'booking.previewSeries': { mode: 'query', run: previewSeries },
  // One transaction a session: one clash does not undo the others.
  'booking.bookSeries': { mode: 'own', run: bookSeries },
  'booking.cancelSeries': { mode: 'command', run: cancelSeries },
  'booking.queueLength': { mode: 'query', run: getQueueLength },
  'booking.takeTicket': { mode: 'command', run: takeTicket },
  'booking.myTickets': { mode: 'query', run: listMyTickets },
  'booking.queue': { mode: 'query', run: listQueue },
  'booking.callTicket': { mode: 'command', run: callTicket },
  'booking.serveTicket': { mode: 'command', run: serveTicket },
  'booking.closeTicket': { mode: 'command', run: closeTicket },
  'booking.calendar': { mode: 'query', run: getCalendar },
  'booking.monthLoad': { mode: 'query', run: getMonthLoad },
  'booking.card': { mode: 'query', run: getCard },
  'booking.resourceTypes': { mode: 'query', run: listTypes },
  'booking.saveResourceType': { mode: 'command', run: saveResourceType },
  'booking.units': { mode: 'query', run: listUnits },
  'booking.saveUnit': { mode: 'command', run: saveUnit },
  'booking.saveServiceRoles': { mode: 'command', run: saveServiceRoles },
  'booking.addUnits': { mode: 'command', run: addUnits },
  'booking.allServices': { mode: 'query', run: listAllServices },
  'booking.saveService': { mode: 'command', run: saveService },
  'booking.addAbsence': { mode: 'command', run: addAbsence },
  'booking.removeAbsence': { mode: 'command', run: removeAbsence },
  'booking.roster': { mode: 'query', run: getRoster },
  'booking.saveRosterPattern': { mode: 'command', run: saveRosterPattern },
  'booking.removeRosterPattern': { mode: 'command', run: removeRosterPattern },
  'booking.saveRosterException': { mode: 'command', run: saveRosterException },
  'booking.classSessions': { mode: 'query', run: listClassSessions },
  'booking.saveClassSession': { mode: 'command', run: saveClassSession },
  'booking.cancelClassSession': { mode: 'command', run: cancelClassSession },
  'booking.dailyLimits': { mode: 'query', run: listDailyLimits },
  'booking.saveDailyLimit': { mode: 'command', run: saveDailyLimit },
  'booking.removeDailyLimit': { mode: 'command', run: removeDailyLimit },
  'booking.clashes': { mode: 'query', run: listClashes },
};
