import type { Practice } from '@zhike/domain/templates/practice';
import type { Template, TemplatePart } from '@zhike/domain/templates/template';
import designerForms from './designer/forms.json';
import studioBase from './photo-studio/base.json';
import studioFlows from './photo-studio/flows.json';
import studioForms from './photo-studio/forms.json';
import studioPractice from './photo-studio/practice.json';
import studioReports from './photo-studio/reports.json';
import studioRules from './photo-studio/rules.json';
import studioTexts from './photo-studio/texts.json';
import wellnessBase from './wellness/base.json';
import wellnessFlows from './wellness/flows.json';
import wellnessForms from './wellness/forms.json';
import wellnessPractice from './wellness/practice.json';
import wellnessReports from './wellness/reports.json';
import wellnessRules from './wellness/rules.json';
import wellnessTexts from './wellness/texts.json';

/** The trades that come with the product: data that the shared engines run, and nothing else. A file is read in this order. */
const wellness: Template = {
  id: 'wellness',
  title: '养生会所',
  version: 1,
  summary: '按技能派单的技师确认、24 小时后的满意度回访、健康问询与禁忌提醒、活跃度分层与沉默客户唤醒。',
  parts: [wellnessBase, wellnessForms, wellnessTexts, wellnessFlows, wellnessRules, wellnessReports].flat() as TemplatePart[],
  practice: wellnessPractice as Practice,
};

const studio: Template = {
  id: 'photo-studio',
  title: '影楼',
  version: 1,
  summary: '客户跟进、订单、档期、后期四条流程，五种资源一起锁定的婚纱照，尾款催缴、选片通知、周年与宝宝生日关怀。',
  parts: [studioBase, studioForms, studioTexts, studioFlows, studioRules, studioReports].flat() as TemplatePart[],
  practice: studioPractice as Practice,
};

const designer: Template = {
  id: 'designer',
  title: '设计工作室',
  version: 1,
  summary: '设计项目登记，客户自己填的项目需求沟通表和一页需求纪要，能在截图上标出修改点的看稿反馈。',
  parts: designerForms as TemplatePart[],
};

export const templates: readonly Template[] = [studio, wellness, designer];

export const findTemplate = (id: string): Template | null => templates.find((template) => template.id === id) ?? null;
