import type { DefinitionView } from '@zhike/domain/definitions/contract';
import type { Reach, Right } from '@zhike/domain/kernel/access';
import { Checkbox, InputNumber, Segmented } from 'antd';
import { useMemo } from 'react';
import { rightWords } from '../../words';
import { DesignerFrame } from '../frame/DesignerFrame';
import { useDraft } from '../frame/use-draft';
import { type DraftRole, groupedRights, REACH_WORDS, roleOf, withLead, withLimit, withReach } from './draft-role';
import './roles.css';

const NONE = 'none';
const REACHES = [{ value: NONE, label: '不给' }, ...Object.entries(REACH_WORDS).map(([value, label]) => ({ value, label }))];
const MEASURED: Right = 'order.discount';

/** 岗位: what whoever holds it may do, how far and up to how much. */
export function RoleDesigner({ definition }: { definition: DefinitionView }) {
  const draft = useDraft(definition);
  const role = useMemo(() => roleOf(draft.body), [draft.body]);
  const put = (next: DraftRole): void => draft.change({ body: next as unknown as Record<string, unknown> });
  const words = (body: unknown): string => {
    const { grants, leads } = roleOf(body);
    const each = grants.map((one) => `${rightWords(one.right)}（${REACH_WORDS[one.reach]}${one.limit === undefined ? '' : `，最多 ${one.limit}%`}）`);
    return `${leads ? '是同店同事的主管。' : ''}${each.length > 0 ? `可以：${each.join('、')}。` : '还没有任何权限。'}`;
  };
  return (
    <DesignerFrame draft={draft} back={{ href: '#/design/roles', title: '岗位' }} words={words}>
      <section className="zk-card">
        <p className="zk-hint">发布后，在「设置 › 门店与组织」里给成员选上这个岗位，马上生效。不能给出自己没有的权限。</p>
        <Checkbox checked={role.leads === true} onChange={(e) => put(withLead(role, e.target.checked))}>
          是同店同事的主管：流程里的「主管审批」会找到他
        </Checkbox>
      </section>
      {groupedRights().map(({ title, rights }) => (
        <section className="zk-card zk-rights" key={title}>
          <h2>{title}</h2>
          {rights.map((right) => (
            <RightRow key={right} right={right} role={role} put={put} />
          ))}
        </section>
      ))}
    </DesignerFrame>
  );
}

function RightRow({ right, role, put }: { right: Right; role: DraftRole; put: (next: DraftRole) => void }) {
  const grant = role.grants.find((one) => one.right === right);
  return (
    <div className="zk-row wrap zk-right" data-testid={`right-${right}`}>
      <span className="zk-grow">{rightWords(right)}</span>
      <Segmented
        aria-label={rightWords(right)}
        value={grant?.reach ?? NONE}
        options={REACHES}
        onChange={(value) => put(withReach(role, right, value === NONE ? null : (value as Reach)))}
      />
      {grant && right === MEASURED && (
        <InputNumber
          aria-label="最多优惠百分之几"
          min={0}
          max={100}
          precision={0}
          suffix="%"
          placeholder="不限"
          value={grant.limit ?? null}
          onChange={(value) => put(withLimit(role, right, value))}
        />
      )}
    </div>
  );
}
