import type { GateSettings } from '@zhike/domain/marketing/gate';
import { forbiddenWords } from './forbidden-words';

/** How many messages of the shop's own wish reach one person, and when, until the shop sets it otherwise (message_settings). */
export const gateDefaults: GateSettings = {
  quiet: { from: '21:00', until: '09:00' },
  caps: { perDay: { sms: 1, weapp: 1, wecom: 1, email: 1 }, perWeek: 3, gapMinutes: 60 },
  words: { block: forbiddenWords, approve: [] },
  serviceToo: false,
  budget: { monthFen: null, smsFen: 5 },
};
