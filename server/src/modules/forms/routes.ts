import type { formsEndpoints } from '@zhike/domain/forms/contract';
import type { RoutesFor } from '../../http/route';
import { shareForm, submitLink, unshareForm } from './commands/links';
import { submitForm } from './commands/submit';
import { getFiles, getPlaceByLink, getUploadPlace } from './files';
import { getHeld, settleHeld } from './held';
import {
  getAbout,
  getHistory,
  getFacts,
  getFormCatalogue,
  getForms,
  getLinks,
  getMine,
  getRecord,
  getRecords,
  openForm,
  openLink,
  pickByLink,
  pickLinked,
} from './queries';

export const formsRoutes: RoutesFor<typeof formsEndpoints> = {
  'forms.catalogue': { mode: 'query', run: getFormCatalogue },
  'forms.list': { mode: 'query', run: getForms },
  'forms.read': { mode: 'query', run: openForm },
  'forms.facts': { mode: 'query', run: getFacts },
  'forms.pick': { mode: 'query', run: pickLinked },
  'forms.submit': { mode: 'command', run: submitForm },
  'forms.records': { mode: 'query', run: getRecords },
  'forms.record': { mode: 'query', run: getRecord },
  'forms.history': { mode: 'query', run: getHistory },
  'forms.about': { mode: 'query', run: getAbout },
  'forms.upload': { mode: 'query', run: getUploadPlace },
  'forms.files': { mode: 'query', run: getFiles },
  'forms.share': { mode: 'command', run: shareForm },
  'forms.links': { mode: 'query', run: getLinks },
  'forms.unshare': { mode: 'command', run: unshareForm },
  'forms.held': { mode: 'query', run: getHeld },
  'forms.settleHeld': { mode: 'command', run: settleHeld },
  'forms.openLink': { mode: 'query', run: openLink },
  'forms.pickByLink': { mode: 'query', run: pickByLink },
  'forms.mine': { mode: 'query', run: getMine },
  'forms.uploadByLink': { mode: 'query', run: getPlaceByLink },
  'forms.submitLink': { mode: 'command', run: submitLink },
};
