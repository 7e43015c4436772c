import type { fieldsEndpoints } from '@zhike/domain/fields/contract';
import type { RoutesFor } from '../../http/route';
import { restoreField, saveShopField } from './commands/save';
import { writeValues } from './commands/write';
import { getFields, getFieldVersions, previewField } from './queries';
import { getSheet, getValueHistory, pickForField } from './values';

export const fieldsRoutes: RoutesFor<typeof fieldsEndpoints> = {
  'fields.list': { mode: 'query', run: getFields },
  'fields.preview': { mode: 'query', run: previewField },
  'fields.save': { mode: 'command', run: saveShopField },
  'fields.versions': { mode: 'query', run: getFieldVersions },
  'fields.restore': { mode: 'command', run: restoreField },
  'fields.sheet': { mode: 'query', run: getSheet },
  'fields.pick': { mode: 'query', run: pickForField },
  'fields.write': { mode: 'command', run: writeValues },
  'fields.history': { mode: 'query', run: getValueHistory },
};
