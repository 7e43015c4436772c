import { declareEntity, declareField as field } from '@zhike/domain/engines/catalogue/declare';
import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { checkText } from '@zhike/domain/engines/messages/text';
import { EMPTY_TEXT, textOf, trimmed, variableChoices, withVariable } from './draft-text';

const catalogue: Catalogue = {
  version: 1,
  entities: {
    customer: declareEntity({
      id: 'customer',
      label: '客户',
      unit: '位',
      fields: [
        field('name', '姓名', 'text'),
        field('phone', '手机号', 'phone', { storage: 'encrypted' }),
        field('allergy', '过敏', 'text', { sensitivity: 'sensitive' }),
      ],
      relations: [
        ['owner', '负责人', 'staff', 'one'],
        ['bookings', '预约', 'staff', 'many'],
      ],
    }),
    staff: declareEntity({ id: 'staff', label: '员工', unit: '位', fields: [field('name', '姓名', 'text')] }),
  },
};

test('FL-08 only what may be said is offered, each with where it comes from', () => {
  expect(variableChoices('customer', catalogue).map(({ path, group }) => `${group} ${path}`)).toEqual([
    '客户 name',
    '负责人 owner.name',
    '发送时 @daysLeft',
    '发送时 @shop',
  ]);
});

test('FL-08 a variable goes where the cursor stands, two of one name stay two, and one that is not spoken of any more goes', () => {
  const [name, owner] = variableChoices('customer', catalogue);
  const first = withVariable({ ...EMPTY_TEXT, title: '您好', text: '您好，再见' }, name!, 3);
  const second = withVariable(first.text, owner!, first.at);
  expect(second.text.text).toBe('您好，[姓名][负责人姓名]再见');
  expect(second.text.variables).toEqual({ 姓名: { path: 'name' }, 负责人姓名: { path: 'owner.name' } });
  expect(checkText(second.text, catalogue)).toEqual([]);
  expect(trimmed({ ...second.text, text: '[姓名]' }).variables).toEqual({ 姓名: { path: 'name' } });
  expect(textOf({ nonsense: 1 })).toEqual(EMPTY_TEXT);
});
