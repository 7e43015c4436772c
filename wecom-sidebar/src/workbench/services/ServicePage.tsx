import { LeftOutlined } from '@ant-design/icons';
import type { ServiceView } from '@zhike/domain/booking/contract';
import { Button, ConfigProvider } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { go } from '../../components/route';
import { useMay, useMe } from '../../components/SessionGate';
import { Loaded, Nothing, RefusalNote, RowsSkeleton } from '../../components/states';
import { say } from '../../components/toast';
import { AddonsPart } from './AddonsPart';
import { BasicsPart } from './BasicsPart';
import { CautionsPart } from './CautionsPart';
import { draftOf, isSound, newDraft, problemsOf, type ServiceDraft, saveSteps, withIds } from './draft';
import { HowPart } from './HowPart';
import { RolesPart } from './RolesPart';
import { TermsPart } from './TermsPart';
import './services.css';

/** One service, whole: what it is, how long, what it costs, what it needs, under which terms. */
export function ServicePage({ serviceId }: { serviceId: string | null }) {
  const services = useQuery('booking.allServices', {});
  return (
    <div className="zk-page narrow" data-testid="service-page">
      <a className="zk-link zk-back" href="#/settings/services">
        <LeftOutlined /> 全部项目
      </a>
      <Loaded query={services} skeleton={<RowsSkeleton rows={4} tall />}>
        {({ services: list, levels }) => {
          const service = list.find((s) => s.id === serviceId) ?? null;
          if (serviceId && !service && services.busy) return <RowsSkeleton rows={4} tall />;
          if (serviceId && !service) return <Nothing title="没有找到这个项目" hint="它可能已经删除，或不在你能看的范围。" />;
          return <Editor key={service?.id ?? 'new'} service={service} all={list} levels={levels} onSaved={services.reload} />;
        }}
      </Loaded>
    </div>
  );
}

function Editor({
  service,
  all,
  levels,
  onSaved,
}: {
  service: ServiceView | null;
  all: readonly ServiceView[];
  levels: readonly { key: string; name: string }[];
  onSaved: () => void;
}) {
  const me = useMe();
  const may = useMay('service.manage');
  const [draft, setDraft] = useState<ServiceDraft>(() => (service ? draftOf(service) : newDraft(me.stores.map((s) => s.id))));
  const [saved, setSaved] = useState(service);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const saveService = useCommand('booking.saveService');
  const saveRoles = useCommand('booking.saveServiceRoles');
  const problems = problemsOf(draft);
  const shown = asked ? problems : { role: {} };
  const changed = JSON.stringify(draft) !== JSON.stringify(saved ? draftOf(saved) : newDraft(me.stores.map((s) => s.id)));
  const change = (part: Partial<ServiceDraft>) => {
    saveService.clear();
    saveRoles.clear();
    setDraft({ ...draft, ...part });
  };
  const fields = (part: Partial<ServiceDraft['fields']>) => change({ fields: { ...draft.fields, ...part } });

  const submit = async () => {
    setAsked(true);
    if (!isSound(problems)) {
      // What is wrong is drawn first, then looked for.
      requestAnimationFrame(() => document.querySelector('.zk-plain-set .zk-field-problem')?.scrollIntoView({ block: 'center', behavior: 'smooth' }));
      return;
    }
    setBusy(true);
    let at = saved;
    for (const step of saveSteps(draft, saved)) {
      const answer =
        step.kind === 'service'
          ? await saveService.run({
              ...draft.fields,
              name: draft.fields.name.trim(),
              line: draft.fields.line.trim(),
              serviceId: at?.id ?? null,
              addons: withIds(
                step.addons.map((a) => ({ ...a, name: a.name.trim() })),
                at?.addons ?? [],
              ),
            })
          : await saveRoles.run({ serviceId: at?.id ?? '', roles: draft.roles.map((r) => ({ ...r, name: r.name.trim() })) });
      // What was saved so far is saved: the next press goes on from there.
      if (!answer.ok) {
        setSaved(at);
        setBusy(false);
        return;
      }
      at = answer.value.service;
    }
    setBusy(false);
    if (!at) return;
    setSaved(at);
    setDraft(draftOf(at));
    say(service ? '项目已保存，新的预约按它排；已有的预约不变' : `已添加「${at.name}」`);
    onSaved();
    if (!service) go(`/settings/services/${at.id}`);
  };

  const parts = { draft, may, problems: shown, onFields: fields, onChange: change };
  return (
    <>
      <header className="zk-page-head">
        <h1>{service?.name ?? '新项目'}</h1>
        {!may && <span className="zk-hint">只能查看。要修改请找总部。</span>}
      </header>
      <ConfigProvider componentDisabled={!may}>
        <fieldset className="zk-plain-set" disabled={!may}>
          <BasicsPart {...parts} lines={[...new Set(all.map((s) => s.line))]} stores={me.stores} />
          <RolesPart {...parts} />
          <HowPart {...parts} />
          <TermsPart {...parts} levels={levels} />
          <AddonsPart {...parts} />
          <CautionsPart {...parts} />
        </fieldset>
      </ConfigProvider>
      {may && (
        <div className="zk-foot sticky zk-page-foot">
          <div className="zk-grow">
            <RefusalNote refusal={saveService.refusal ?? saveRoles.refusal} />
            {asked && !isSound(problems) && <p className="zk-field-problem">还有内容没填好，已标出来。</p>}
          </div>
          <Button size="large" type="primary" disabled={!changed} loading={busy} onClick={() => void submit()} data-testid="service-save">
            {changed ? '保存' : '没有改动'}
          </Button>
        </div>
      )}
    </>
  );
}
