import { Select } from 'antd';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';

/** Narrows a list to one customer, found by name, pinyin, phone or its last four. */
export function CustomerFilter({ value, onChange }: { value: string | null; onChange: (customerId: string | null) => void }) {
  const [word, setWord] = useState('');
  const [name, setName] = useState('');
  const search = word.trim().slice(0, 40);
  const found = useQuery('customers.list', search === '' ? null : { search, tagIds: [] }, { keepPrevious: true });
  const options = (search === '' ? [] : (found.data?.items ?? [])).map((one) => ({
    value: one.id,
    label: [one.name, one.maskedPhone].filter(Boolean).join(' '),
  }));
  return (
    <Select
      allowClear
      showSearch={{ filterOption: false, onSearch: setWord }}
      aria-label="按客户找"
      placeholder="按客户找：姓名、拼音、手机号"
      style={{ width: 260 }}
      value={value}
      options={value && !options.some((one) => one.value === value) ? [{ value, label: name }, ...options] : options}
      notFoundContent={search === '' ? '输入姓名、拼音或手机号' : found.busy ? '正在找' : '没有找到'}
      onChange={(id: string | undefined) => {
        setName(options.find((one) => one.value === id)?.label ?? '');
        setWord('');
        onChange(id ?? null);
      }}
      data-testid="orders-customer"
    />
  );
}
