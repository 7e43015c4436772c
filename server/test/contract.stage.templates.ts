import type { EndpointName } from '@zhike/domain/api';
import type { TemplateFile, templatesEndpoints } from '@zhike/domain/templates/contract';
import type { TemplatePart } from '@zhike/domain/templates/template';
import { toFile } from '../src/modules/templates/file';
import type { Call, Stage } from './contract.stage';

/* The calls about templates of a trade. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

const wanted = { templateId: 'wellness', choices: {} };
let made = 0;
/** A template from another shop with one part, another each time. */
export function fileOf(parts: readonly TemplatePart[] | null = null): TemplateFile {
  const n = ++made;
  const part: TemplatePart = {
    id: `zz.segment.n${n}`,
    kind: 'segment',
    title: `客群 ${n}`,
    body: { entity: 'customer', where: { f: 'source', op: 'eq', v: '抖音' } },
  };
  return toFile({ id: 'another-shop', title: '另一家店', version: 1, summary: '', parts: [...(parts ?? [part])] });
}

export const templateCalls: Calls<keyof typeof templatesEndpoints> = {
  'templates.list': ({ boss }) => ({ as: boss, input: {} }),
  'templates.plan': ({ boss }) => ({ as: boss, input: wanted }),
  'templates.install': ({ boss }) => ({ as: boss, input: wanted }),
  'templates.publish': ({ boss }) => ({ as: boss, input: { templateId: 'wellness' } }),
  'templates.practice': ({ boss, fixture }) => ({ as: boss, input: { templateId: 'wellness', storeId: fixture.storeId } }),
  'templates.export': ({ boss }) => ({ as: boss, input: { id: 'own', title: '我们的做法', summary: '' } }),
  'templates.planFile': ({ boss }) => ({ as: boss, input: { file: fileOf(), choices: {} } }),
  'templates.import': ({ boss }) => ({ as: boss, input: { file: fileOf(), choices: {} } }),
};
