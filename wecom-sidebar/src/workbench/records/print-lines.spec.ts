import { declareEntity, declareField as field } from '@zhike/domain/engines/catalogue/declare';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import { linesOf } from './print-lines';

const entity = declareEntity({
  id: 'rt_brief',
  label: '需求',
  unit: '份',
  name: 'cf_name',
  fields: [
    field('cf_name', '项目', 'text'),
    field('cf_users', '目标用户', 'longtext'),
    field('cf_shots', '截图', 'image'),
    field('cf_note', '内部备注', 'text'),
  ],
});
const form: FormDef = {
  id: 'brief',
  version: 1,
  title: '项目需求沟通表',
  entity: 'rt_brief',
  mode: 'create',
  layout: [],
  fields: {
    name: { field: 'cf_name', label: '项目名称' },
    users: { field: 'cf_users' },
    shots: { field: 'cf_shots' },
    note: { field: 'cf_note' },
    agree: { field: 'scratch:bool', label: '同意' },
  },
  rules: [],
  submit: { button: '提交', after: 'thanks' },
  print: { title: '需求纪要', leaveOut: ['note'] },
};

test('FM-16 on paper stands what was answered, under the form’s own words, without what was left empty, out, or only asked', () => {
  const values = { cf_name: '官网改版', cf_shots: ['a', 'b'], cf_note: '砍过价' };
  const lines = linesOf(['name', 'users', 'shots', 'note', 'agree', 'gone'], form, entity, values, (_, value) => `《${String(value)}》`);
  expect(lines.map(({ label, text, media }) => [label, text, media])).toEqual([
    ['项目名称', '《官网改版》', []],
    ['截图', '', ['a', 'b']],
  ]);
});
