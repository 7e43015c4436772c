/** Customer levels as data: what a service's other terms are keyed by. A customer without a level has the ordinary terms. */
export const levels: readonly { readonly key: string; readonly name: string }[] = [
  { key: 'silver', name: '银卡' },
  { key: 'gold', name: '金卡' },
  { key: 'diamond', name: '钻石' },
];
