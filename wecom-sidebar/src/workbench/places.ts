export interface Place {
  /** The first part of the address. */
  readonly path: string;
  readonly title: string;
  /** Null: for everybody who works here. */
  readonly right: string | null;
}
export interface Section extends Place {
  /** Pages beneath it; the section's own page comes first. */
  readonly pages: readonly Place[];
}

/** The desk by what people do: the rail, and the pages under each of its entries. */
export const SECTIONS: readonly Section[] = [
  { path: 'today', title: '今天', right: 'calendar.read', pages: [] },
  { path: 'todos', title: '待办', right: null, pages: [] },
  {
    path: 'bookings',
    title: '预约',
    right: 'calendar.read',
    pages: [
      { path: 'bookings', title: '档期', right: 'calendar.read' },
      { path: 'roster', title: '排班', right: 'calendar.read' },
      { path: 'classes', title: '课程', right: 'calendar.read' },
      { path: 'waitlist', title: '候补', right: 'booking.read' },
      { path: 'queue', title: '排队', right: 'booking.read' },
    ],
  },
  {
    path: 'customers',
    title: '客户',
    right: 'customer.read',
    pages: [
      { path: 'customers', title: '全部客户', right: 'customer.read' },
      { path: 'imports', title: '导入', right: 'data.import' },
    ],
  },
  {
    path: 'orders',
    title: '订单',
    right: 'order.read',
    pages: [
      { path: 'orders', title: '订单', right: 'order.read' },
      { path: 'receivables', title: '应收', right: 'order.read' },
      { path: 'contract-templates', title: '合同模板', right: 'order.read' },
    ],
  },
  {
    path: 'cards',
    title: '卡与会员',
    right: 'card.read',
    pages: [
      { path: 'cards', title: '会员卡', right: 'card.read' },
      { path: 'card-products', title: '卡种', right: 'card.read' },
      { path: 'coupons', title: '优惠券', right: 'coupon.issue' },
      { path: 'pushes', title: '发券', right: 'coupon.push' },
      { path: 'messages', title: '消息', right: 'message.read' },
      { path: 'message-settings', title: '消息设置', right: 'message.read' },
      { path: 'between-stores', title: '店间结算', right: 'ledger.read' },
    ],
  },
  {
    path: 'books',
    title: '财务',
    right: 'finance.close_day',
    pages: [
      { path: 'books', title: '账簿', right: 'ledger.read' },
      { path: 'till', title: '交班', right: 'finance.close_day' },
      { path: 'bills', title: '对账', right: 'finance.reconcile' },
      { path: 'shipments', title: '发货信息', right: 'payment.read' },
    ],
  },
  {
    path: 'records',
    title: '记录',
    right: 'record.read',
    pages: [
      { path: 'records', title: '全部记录', right: 'record.read' },
      { path: 'form-links', title: '表单链接', right: 'form.share' },
    ],
  },
  { path: 'reports', title: '数据', right: 'report.read', pages: [] },
  {
    path: 'design',
    title: '搭建',
    right: 'design.read',
    pages: [
      { path: 'design/segments', title: '客群', right: 'design.read' },
      { path: 'design/tagging', title: '自动标签', right: 'design.read' },
      { path: 'design/standing', title: '客户阶段', right: 'design.read' },
      { path: 'design/records', title: '单据', right: 'design.read' },
      { path: 'design/forms', title: '表单', right: 'design.read' },
      { path: 'design/fields', title: '字段', right: 'design.read' },
      { path: 'design/flows', title: '流程', right: 'design.read' },
      { path: 'design/recipes', title: '现成做法', right: 'design.read' },
      { path: 'design/rules', title: '规则', right: 'design.read' },
      { path: 'design/texts', title: '文案', right: 'design.read' },
      { path: 'design/guards', title: '保存前检查', right: 'design.read' },
      { path: 'design/reports', title: '报表', right: 'design.read' },
      { path: 'design/dashboards', title: '看板', right: 'design.read' },
      { path: 'design/roles', title: '岗位', right: 'design.read' },
      { path: 'design/templates', title: '行业模板', right: 'design.publish' },
    ],
  },
  {
    path: 'settings',
    title: '设置',
    right: 'resource.read',
    pages: [
      { path: 'settings/resources', title: '资源', right: 'resource.read' },
      { path: 'settings/services', title: '服务项目', right: 'resource.read' },
      { path: 'settings/items', title: '套系与商品', right: 'catalogue.read' },
      { path: 'settings/lines', title: '业务线', right: 'catalogue.read' },
      { path: 'settings/api-keys', title: '接口密钥', right: 'api_key.manage' },
      { path: 'settings/stores', title: '门店与组织', right: 'store.read' },
    ],
  },
];

/** The section and the page that an address belongs to. */
export function placeOf(parts: readonly string[]): { section: Section | undefined; page: Place | undefined } {
  const [first = 'today', second] = parts;
  const section = SECTIONS.find((s) => s.path === first || s.pages.some((p) => p.path === first));
  const page = section?.pages.find((p) => p.path === first || p.path === `${first}/${second ?? ''}`) ?? section?.pages[0];
  return { section, page };
}
