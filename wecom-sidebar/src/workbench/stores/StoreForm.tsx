import type { RegionView, StoreSheet } from '@zhike/domain/stores/contract';
import { Button, Input, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Field } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { say } from '../../components/toast';
import { copyDay, emptyWeek, openingOf, type Week, weekIsSound, weekOfOpening } from '../../components/week';
import { WeekEditor } from '../../components/WeekEditor';
import { ClashChoice } from '../ClashList';
import { useStore } from '../useStore';

const USUAL: Week = copyDay([[{ from: '10:00', to: '20:00' }], ...emptyWeek().slice(1)], 0, [1, 2, 3, 4, 5, 6]);
const ZONES = [
  { value: 'Asia/Shanghai', label: '北京时间（中国大陆）' },
  { value: 'Asia/Hong_Kong', label: '香港、澳门' },
  { value: 'Asia/Taipei', label: '台北' },
  { value: 'Asia/Singapore', label: '新加坡' },
  { value: 'Asia/Tokyo', label: '东京' },
];

/** A store: where it is and when it is open in an ordinary week. */
export function StoreForm({
  store,
  regions,
  regionId: under,
  onClose,
  onSaved,
}: {
  store: StoreSheet | null;
  regions: readonly RegionView[];
  regionId: string | null;
  onClose: () => void;
  onSaved: (store: StoreSheet) => void;
}) {
  const { offset } = useStore();
  const [name, setName] = useState(store?.name ?? '');
  const [regionId, setRegionId] = useState(store ? store.regionId : under);
  const [address, setAddress] = useState(store?.address ?? '');
  const [phone, setPhone] = useState(store?.phone ?? '');
  const [directions, setDirections] = useState(store?.directions ?? '');
  const [zone, setZone] = useState(store?.zone ?? 'Asia/Shanghai');
  const [latitude, setLatitude] = useState<number | null>(store?.latitude ?? null);
  const [longitude, setLongitude] = useState<number | null>(store?.longitude ?? null);
  const [areaSqm, setAreaSqm] = useState<number | null>(store?.areaSqm ?? null);
  const [week, setWeek] = useState<Week>(store ? weekOfOpening(store.opening) : USUAL);
  const [closed, setClosed] = useState(store?.closed ?? false);
  const [asked, setAsked] = useState(false);
  const save = useCommand('stores.saveStore');
  const halfPlace = (latitude === null) !== (longitude === null);
  const sound = name.trim() !== '' && address.trim() !== '' && phone.trim() !== '' && weekIsSound(week, 'day') && !halfPlace;
  const submit = async (whenClashing: 'refuse' | 'keep') => {
    setAsked(true);
    if (!sound) return;
    const answer = await save.run({
      storeId: store?.id ?? null,
      name: name.trim(),
      regionId,
      address: address.trim(),
      phone: phone.trim(),
      directions: directions.trim(),
      zone,
      latitude,
      longitude,
      opening: openingOf(week),
      areaSqm,
      closed,
      whenClashing,
    });
    if (!answer.ok) return;
    say(store ? '门店已保存' : `已添加「${name.trim()}」，接着在「资源」里添加人员和场地`);
    onSaved(answer.value.store);
  };
  return (
    <Sheet
      open
      wide
      onClose={onClose}
      title={store ? `修改「${store.name}」` : '新门店'}
      testid="store-form"
      onSubmit={() => void submit('refuse')}
      foot={
        <Button block size="large" type="primary" loading={save.busy} onClick={() => void submit('refuse')} data-testid="store-save">
          保存
        </Button>
      }
    >
      <div className="zk-two">
        <Field label="名称" problem={asked && name.trim() === '' ? '请填名称' : undefined}>
          {(ids) => <Input {...ids} autoFocus value={name} maxLength={20} onChange={(e) => setName(e.target.value)} data-testid="store-name" />}
        </Field>
        <Field label="区域">
          {(ids) => (
            <Select
              id={ids.id}
              style={{ width: '100%' }}
              value={regionId ?? ''}
              options={[{ value: '', label: '总部直属' }, ...regions.map((r) => ({ value: r.id, label: r.name }))]}
              onChange={(id: string) => setRegionId(id === '' ? null : id)}
            />
          )}
        </Field>
      </div>
      <Field label="地址" problem={asked && address.trim() === '' ? '请填地址' : undefined}>
        {(ids) => <Input {...ids} value={address} maxLength={100} onChange={(e) => setAddress(e.target.value)} data-testid="store-address" />}
      </Field>
      <div className="zk-two">
        <Field label="电话" problem={asked && phone.trim() === '' ? '请填电话' : undefined}>
          {(ids) => <Input {...ids} value={phone} maxLength={20} inputMode="tel" onChange={(e) => setPhone(e.target.value)} data-testid="store-phone" />}
        </Field>
        <Field label="面积" hint="用来算坪效">
          {(ids) => <InputNumber id={ids.id} min={0} max={100_000} suffix="㎡" style={{ width: '100%' }} value={areaSqm} onChange={setAreaSqm} />}
        </Field>
      </div>
      <Field label="怎么来、停车">
        {(ids) => (
          <Input.TextArea {...ids} value={directions} maxLength={300} autoSize={{ minRows: 2, maxRows: 4 }} onChange={(e) => setDirections(e.target.value)} />
        )}
      </Field>
      <div className="zk-two">
        <Field label="纬度" hint="小程序里导航用" problem={asked && halfPlace ? '经纬度要一起填' : undefined}>
          {(ids) => <InputNumber id={ids.id} min={-90} max={90} step={0.0001} style={{ width: '100%' }} value={latitude} onChange={setLatitude} />}
        </Field>
        <Field label="经度">
          {(ids) => <InputNumber id={ids.id} min={-180} max={180} step={0.0001} style={{ width: '100%' }} value={longitude} onChange={setLongitude} />}
        </Field>
      </div>
      <Field label="时区">
        {(ids) => (
          <Select
            id={ids.id}
            showSearch
            style={{ width: '100%' }}
            value={zone}
            options={ZONES.some((z) => z.value === zone) ? ZONES : [...ZONES, { value: zone, label: zone }]}
            onChange={setZone}
          />
        )}
      </Field>
      <h3 style={{ margin: '16px 0 8px' }}>平常一周的营业时间</h3>
      <WeekEditor
        week={week}
        manner="day"
        closedWord="不营业"
        onChange={(next) => {
          save.clear();
          setWeek(next);
        }}
      />
      {store && (
        <Field label="关店" hint="关店后不再接新预约，资料和历史都留着">
          {(ids) => <Switch id={ids.id} checked={closed} onChange={setClosed} />}
        </Field>
      )}
      <ClashChoice refusal={save.refusal} offsetMinutes={offset} busy={save.busy} onKeep={() => void submit('keep')} />
    </Sheet>
  );
}
