import { Select } from 'antd';
import { useQuery } from '../../api/hooks';
import { Field } from '../../components/parts';
import { useMe } from '../../components/SessionGate';

/** One colleague, by name; never oneself. */
export function MemberPick({ label, value, onChange }: { label: string; value: string | null; onChange: (staffId: string) => void }) {
  const me = useMe();
  const staff = useQuery('stores.staff', {});
  const options = (staff.data?.staff ?? []).filter((one) => !one.left && one.id !== me.staffId).map((one) => ({ value: one.id, label: one.name }));
  return (
    <Field label={label} problem={staff.refusal ? '同事名单没有加载出来，请稍后再试。' : undefined}>
      {(ids) => (
        <Select<string>
          {...ids}
          showSearch={{ optionFilterProp: 'label' }}
          loading={staff.busy}
          value={value}
          options={options}
          placeholder="选择同事"
          style={{ width: '100%' }}
          onChange={onChange}
          data-testid="member-pick"
        />
      )}
    </Field>
  );
}
