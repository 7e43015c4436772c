import type { DefinitionView } from '@zhike/domain/definitions/contract';
import { checkRecordType, type RecordTypeBody } from '@zhike/domain/forms/record-type';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { beginType } from './draft-type';
import { RecordTypeDesigner } from './RecordTypeDesigner';

const begun = beginType('咨询问诊单');
const definition: DefinitionView = {
  id: 'record.x',
  kind: 'record',
  title: '咨询问诊单',
  storeId: null,
  current: 0,
  on: true,
  draft: true,
  retired: false,
  updatedAt: '2026-11-26T02:00:00.000Z',
  updatedByName: '徐',
  published: null,
  open: {
    rev: 1,
    title: '咨询问诊单',
    body: begun as unknown as Record<string, unknown>,
    canUndo: false,
    canRedo: false,
    byName: '徐',
    at: '2026-11-26T02:00:00.000Z',
  },
  editing: null,
  problems: [],
  can: ['edit', 'publish'],
};

test('FM-12 a manager adds a field and a number with buttons and words alone, and what is saved can be put in force', async () => {
  const server = openTestServer({
    'forms.catalogue': ok({ version: 1, entities: [] }),
    'records.types': ok({ types: [] }),
    'definitions.saveDraft': ok({ definition }),
  });
  const { unmount } = render(
    <Stage rights={['design.edit', 'design.publish']}>
      <RecordTypeDesigner definition={definition} />
    </Stage>,
  );
  fireEvent.click(screen.getByTestId('add-type-field'));
  const labels = screen.getAllByTestId('type-field-label');
  expect(labels).toHaveLength(3);
  fireEvent.change(labels[2]!, { target: { value: '舌苔' } });
  fireEvent.click(screen.getByLabelText('自动编号'));
  fireEvent.change(screen.getByLabelText('编号开头'), { target: { value: 'ZX' } });
  fireEvent.click(screen.getByLabelText('要跟踪走到哪一步'));
  unmount();
  await waitFor(() => expect(server.sentTo('definitions.saveDraft')).toHaveLength(1));
  const saved = server.sentTo('definitions.saveDraft')[0]?.body as RecordTypeBody;
  expect(saved).toMatchObject({
    label: '咨询问诊单',
    number: { prefix: 'ZX', restart: 'month', digits: 4 },
    states: [
      { id: 'open', label: '待处理' },
      { id: 'done', label: '已完成' },
    ],
  });
  expect(saved.fields.map((field) => field.label)).toEqual(['标题', '客户', '舌苔']);
  expect(checkRecordType(saved, null, ['customer'])).toEqual([]);
});
