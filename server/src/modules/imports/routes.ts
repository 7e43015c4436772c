import type { importsEndpoints } from '@zhike/domain/imports/contract';
import type { RoutesFor } from '../../http/route';
import { beginImport, cancelImport, checkImport, readImport, undoImport, writeImport } from './commands';
import { getExport, getImport, getImports, getKinds, getPastVisits, getResult, getTemplate } from './queries';

export const importsRoutes: RoutesFor<typeof importsEndpoints> = {
  'imports.kinds': { mode: 'query', run: getKinds },
  'imports.template': { mode: 'query', run: getTemplate },
  'imports.begin': { mode: 'command', run: beginImport },
  'imports.read': { mode: 'command', run: readImport },
  'imports.check': { mode: 'command', run: checkImport },
  'imports.write': { mode: 'command', run: writeImport },
  'imports.cancel': { mode: 'command', run: cancelImport },
  'imports.undo': { mode: 'command', run: undoImport },
  'imports.list': { mode: 'query', run: getImports },
  'imports.get': { mode: 'query', run: getImport },
  'imports.result': { mode: 'query', run: getResult },
  'imports.export': { mode: 'query', run: getExport },
  'imports.pastVisits': { mode: 'query', run: getPastVisits },
};
