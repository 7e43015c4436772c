import { pinyin } from 'pinyin-pro';

/** Full pinyin and initials for search: 王芳 → `wangfang wf`. The first character is read as a surname (单 is shan, 曾 is zeng). */
export function namePinyin(name: string): string {
  const parts = pinyin(name, { toneType: 'none', type: 'array', surname: 'head', nonZh: 'consecutive', v: true })
    .map((part) => part.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .filter((part) => part !== '');
  return `${parts.join('')} ${parts.map((part) => (/^\d/.test(part) ? part : part.slice(0, 1))).join('')}`.trim();
}
