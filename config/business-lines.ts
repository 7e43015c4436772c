import type { FormField, Stage } from '@zhike/domain/catalogue/contract';

/** Lines of business that a new shop begins with, as data. Add or change one in the workbench; no code asks for one by name. */
export interface BusinessLineDraft {
  readonly key: string;
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly fields: readonly FormField[];
}

/** 创建订单 → 支付定金 → 安排档期 → 拍摄完成 → 支付尾款 → 订单完结 */
export const photoStages: readonly Stage[] = [
  { key: 'created', name: '创建订单', needs: 'nothing' },
  { key: 'deposit', name: '支付定金', needs: 'deposit' },
  { key: 'scheduled', name: '安排档期', needs: 'booking' },
  { key: 'shot', name: '拍摄完成', needs: 'service' },
  { key: 'settled', name: '支付尾款', needs: 'paid' },
  { key: 'closed', name: '订单完结', needs: 'nothing' },
];

/** Goods over the counter: no service to give. */
export const retailStages: readonly Stage[] = [
  { key: 'created', name: '创建订单', needs: 'nothing' },
  { key: 'settled', name: '付清', needs: 'paid' },
  { key: 'closed', name: '交付', needs: 'nothing' },
];

export const businessLines: readonly BusinessLineDraft[] = [
  { key: 'wedding', name: '婚纱摄影', stages: photoStages, fields: [{ key: 'spouse', label: '配偶姓名', type: 'text', required: false }] },
  {
    key: 'child',
    name: '儿童摄影',
    stages: photoStages,
    fields: [
      { key: 'baby', label: '宝宝姓名', type: 'text', required: true },
      { key: 'born', label: '宝宝生日', type: 'date', required: false },
    ],
  },
  { key: 'family', name: '全家福', stages: photoStages, fields: [] },
  { key: 'travel', name: '旅拍', stages: photoStages, fields: [{ key: 'city', label: '目的地', type: 'text', required: true }] },
  { key: 'retail', name: '零售', stages: retailStages, fields: [] },
];
