import type { FormLink } from '@zhike/domain/forms/contract';

/** What people call the kinds of links, and when each is the right one. */
export const LINK_KINDS: Readonly<Record<FormLink['kind'], { readonly title: string; readonly hint: string }>> = {
  open: { title: '谁都能填', hint: '贴在前台、放进公众号菜单，可以填很多次' },
  one_time: { title: '只能填一次', hint: '发给一个人，交过就打不开' },
  bound: { title: '发给一位客户', hint: '交来的直接归到她名下' },
};

export const DAYS_OF_A_LINK = [
  { value: 0, label: '一直有效' },
  { value: 7, label: '7 天' },
  { value: 30, label: '30 天' },
  { value: 90, label: '90 天' },
] as const;

/** Whether a link still opens its form, and if not, why. */
export function linkState(
  link: Pick<FormLink, 'revoked' | 'expiresAt' | 'kind' | 'used' | 'maxUses'>,
  now: number,
): { readonly open: boolean; readonly word: string } {
  if (link.revoked) return { open: false, word: '已收回' };
  if (link.expiresAt !== null && Date.parse(link.expiresAt) <= now) return { open: false, word: '已过期' };
  const most = link.kind === 'open' ? link.maxUses : 1;
  if (most !== null && link.used >= most) return { open: false, word: link.kind === 'open' ? '已收满' : '已交来' };
  return { open: true, word: '' };
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

/** What a web site puts into its page to show the form. */
export const embedOf = (url: string, title: string): string =>
  `<iframe src="${escaped(url)}" title="${escaped(title)}" style="width:100%;min-height:720px;border:0"></iframe>`;
