import { Chips, Field } from '../../components/parts';
import { lengthOf } from '../../components/time';
import { CountField } from '../../components/inputs';
import type { PartProps } from './parts';

/** How it is booked: any free start or the starts of a timetable, alone or together, at once or after somebody's yes. */
export function HowPart({ draft, onFields }: PartProps) {
  const f = draft.fields;
  return (
    <section className="zk-card">
      <h2>怎么约</h2>
      <Field label="时间" hint={f.mode === 'class' ? '客户只能约「课程」里排好的场次，一个人一个名额' : '客户可以约任何有空的时间'}>
        {() => (
          <Chips
            name="service-mode"
            label="时间"
            value={f.mode}
            choices={[
              { key: 'appointment', title: '随约' },
              { key: 'class', title: '按课表' },
            ]}
            onChange={(mode) => onFields({ mode })}
          />
        )}
      </Field>
      <CountField
        label="一次最多几个人来"
        unit="人"
        min={1}
        max={20}
        value={f.maxParty}
        hint={f.maxParty > 1 ? '价格和定金按人数算' : undefined}
        onChange={(maxParty) => onFields({ maxParty })}
        testid="service-party"
      />
      <Field label="接单" hint={{ none: '有空就直接确认', person: '约到谁，由谁接单后才确认', group: '问所有会做又有空的人，谁先接就是谁' }[f.acceptance]}>
        {() => (
          <Chips
            name="service-acceptance"
            label="接单"
            value={f.acceptance}
            choices={[
              { key: 'none', title: '不用接单' },
              { key: 'person', title: '指定的人接单' },
              { key: 'group', title: '先到先得接单' },
            ]}
            onChange={(acceptance) => onFields({ acceptance })}
          />
        )}
      </Field>
      {f.acceptance !== 'none' && (
        <div className="zk-two">
          <CountField
            label="多久内要回复"
            unit="分钟"
            min={1}
            max={10_080}
            value={f.acceptMinutes}
            hint={lengthOf(f.acceptMinutes)}
            onChange={(acceptMinutes) => onFields({ acceptMinutes })}
          />
          <Field label="没人回复时" hint={f.acceptTimeout === 'next' ? '没有下一位时，放开时间并全额退定金' : '放开时间并全额退定金'}>
            {() => (
              <Chips
                name="accept-timeout"
                label="没人回复时"
                value={f.acceptTimeout}
                choices={[
                  { key: 'release', title: '放开时间' },
                  { key: 'next', title: '先问下一位' },
                ]}
                onChange={(acceptTimeout) => onFields({ acceptTimeout })}
              />
            )}
          </Field>
        </div>
      )}
    </section>
  );
}
