import type { DefinitionView } from '@zhike/domain/definitions/contract';
import { EMPTY_GUARD } from './guards/draft-guard';
import { EMPTY_ROLE } from './roles/draft-role';
import { EMPTY_TEXT } from './texts/draft-text';
import { EMPTY_RULE } from './rules/draft-rule';
import { EMPTY_FLOW } from './flows/draft-flow';
import { beginType } from './records/draft-type';
import { EMPTY_FORM } from './forms/draft-form';
import { EMPTY_BOARD } from './reports/draft-board';
import { EMPTY_REPORT } from './reports/empty';
import { EMPTY_STANDING, EMPTY_TAGGING } from './standing/draft';
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

/** A kind of definition as the workbench shows it. A kind that the server knows and this list does not is not offered. */
export interface DesignedKind {
  /** 客群 */
  readonly title: string;
  /** Its place in the address: `#/design/segments` */
  readonly place: string;
  /** What it is for, said where there is none yet. */
  readonly hint: string;
  /** The body that a new one begins with. */
  readonly begin: Readonly<Record<string, unknown>> | ((title: string) => Readonly<Record<string, unknown>>);
  readonly Designer: LazyExoticComponent<ComponentType<{ definition: DefinitionView }>>;
}

export const KINDS: Readonly<Record<string, DesignedKind>> = {
  segment: {
    title: '客群',
    place: 'segments',
    hint: '把「30 天没来、买过光子嫩肤的金卡会员」这样的一群人存下来，发券、规则和报表都能直接用。',
    begin: { entity: 'customer', where: { all: [] } },
    Designer: lazy(() => import('./segments/SegmentDesigner').then((m) => ({ default: m.SegmentDesigner }))),
  },
  tagging: {
    title: '自动标签',
    place: 'tagging',
    hint: '一年消费过万就打「高价值客户」，掉下来自动拿掉；同事手动打的标签不会动。',
    begin: EMPTY_TAGGING as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./standing/TaggingDesigner').then((m) => ({ default: m.TaggingDesigner }))),
  },
  standing: {
    title: '客户阶段',
    place: 'standing',
    hint: '现在用的是自带的：新客、活跃、沉默、流失、潜在。要按自己的来，就新建一份，发布后替换它。',
    begin: EMPTY_STANDING as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./standing/StandingDesigner').then((m) => ({ default: m.StandingDesigner }))),
  },
  record: {
    title: '单据',
    place: 'records',
    hint: '咨询问诊单、项目记录单、耗材申领单：要记哪些、怎么编号、走到哪一步，自己定；发布后就有列表、搜索、筛选和导出。',
    begin: (title) => beginType(title) as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./records/RecordTypeDesigner').then((m) => ({ default: m.RecordTypeDesigner }))),
  },
  form: {
    title: '表单',
    place: 'forms',
    hint: '客户登记、咨询问诊、服务记录、满意度调查：要填什么、什么时候填，自己排。',
    begin: (title) => ({ ...EMPTY_FORM, title }) as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./forms/FormDesigner').then((m) => ({ default: m.FormDesigner }))),
  },
  flow: {
    title: '流程',
    place: 'flows',
    hint: '审批、派单、等客户确认、24 小时后回访：一步接一步，谁来办、多久没办怎么办，自己定。',
    begin: EMPTY_FLOW as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./flows/FlowDesigner').then((m) => ({ default: m.FlowDesigner }))),
  },
  rule: {
    title: '规则',
    place: 'rules',
    hint: '当…时，如果…，就…：生日前 3 天问候、90 天没来就提醒顾问、术后第 1、3、7 天回访。',
    begin: EMPTY_RULE as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./rules/RuleDesigner').then((m) => ({ default: m.RuleDesigner }))),
  },
  guard: {
    title: '保存前检查',
    place: 'guards',
    hint: '哪里都拦得住：来源没填不让建档、同一位客户最多两笔订单；录入、导入、小程序都一样，提示由你来写。',
    begin: EMPTY_GUARD as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./guards/GuardDesigner').then((m) => ({ default: m.GuardDesigner }))),
  },
  text: {
    title: '文案',
    place: 'texts',
    hint: '预约成功、生日祝福、满意度回访怎么说，写一次，规则和流程都用它；客户姓名、时间、项目会自动填好。',
    begin: EMPTY_TEXT as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./texts/TextDesigner').then((m) => ({ default: m.TextDesigner }))),
  },
  report: {
    title: '报表',
    place: 'reports',
    hint: '看什么、按什么分、只看哪些、哪段时间、画成什么：一分钟做一张，放进看板给店长看。',
    begin: EMPTY_REPORT as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./reports/ReportDesigner').then((m) => ({ default: m.ReportDesigner }))),
  },
  dashboard: {
    title: '看板',
    place: 'dashboards',
    hint: '把几张报表排在一起，共享给店长、顾问；每个人只看得到自己权限内的数字。',
    begin: EMPTY_BOARD as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./reports/DashboardDesigner').then((m) => ({ default: m.DashboardDesigner }))),
  },
  role: {
    title: '岗位',
    place: 'roles',
    hint: '自带的岗位（总部、店长……）直接能用，不在这里列。还缺哪个就新建：能看什么、能做什么、管到自己的还是本店的，自己定。',
    begin: EMPTY_ROLE as unknown as Record<string, unknown>,
    Designer: lazy(() => import('./roles/RoleDesigner').then((m) => ({ default: m.RoleDesigner }))),
  },
};

/** The kind at a place of the address. */
export function kindAt(place: string | undefined): readonly [string, DesignedKind] {
  const found = Object.entries(KINDS).find(([, kind]) => kind.place === place) ?? Object.entries(KINDS)[0];
  if (!found) throw new Error('no kind of definition is designed here');
  return found;
}
