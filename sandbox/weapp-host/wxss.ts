import fs from 'node:fs';
import path from 'node:path';

/** Tags of WeChat that style sheets may name; in the browser they are `wx-…` elements, so that no style of real HTML tags applies. */
const TAGS =
  'view|text|button|image|input|textarea|scroll-view|swiper|swiper-item|picker|form|label|icon|switch|slider|checkbox|radio|checkbox-group|radio-group|canvas|navigator|rich-text|progress|cover-view|cover-image';
const TAG = new RegExp(`(^|[\\s,>+~(])(${TAGS})(?=[\\s,.:#\\[{>+~)]|$)`, 'g');

/** 750 rpx are the width of the screen. */
export function rpxToPx(text: string, width: number): string {
  return text.replace(/(-?\d*\.?\d+)rpx\b/g, (_, number: string) => `${((Number(number) * width) / 750).toFixed(3)}px`);
}

function prefixTags(sheet: string): string {
  return sheet.replace(/([^{}]+)\{/g, (whole, selector: string) =>
    /^\s*@/.test(selector) ? whole : `${selector.replace(/(^|[\s,>+~(])page(?=[\s,.:{>+~[)]|$)/g, '$1body').replace(TAG, '$1wx-$2')}{`,
  );
}

/** One WXSS file as CSS, imports included. Scoping by component is not done: every sheet applies everywhere. */
export function wxssToCss(root: string, file: string, width: number, seen: Set<string> = new Set()): string {
  const full = path.join(root, file);
  if (seen.has(full) || !fs.existsSync(full)) return '';
  seen.add(full);
  const withImports = fs
    .readFileSync(full, 'utf8')
    .replace(/@import\s*["']([^"']+)["']\s*;?/g, (_, target: string) =>
      wxssToCss(root, target.startsWith('/') ? target : path.posix.join(path.posix.dirname(file), target), width, seen),
    );
  return prefixTags(rpxToPx(withImports, width));
}

/** How WeChat's own elements look before any sheet of the app; written by hand from looking, not from WeChat's sources. */
export const BASE_CSS = `*{box-sizing:border-box}html,body{margin:0}body{font:16px/1.4 "PingFang SC","Noto Sans CJK SC",sans-serif;-webkit-text-size-adjust:100%}
wx-view,wx-form,wx-scroll-view,wx-swiper,wx-swiper-item,wx-picker,wx-navigator,wx-radio-group,wx-checkbox-group{display:block}
[hidden]{display:none!important}wx-text{display:inline;white-space:pre-wrap}wx-label{display:inline}
wx-image{display:inline-block;width:320px;height:240px;overflow:hidden}wx-image img{display:block;width:100%;height:100%}
wx-scroll-view{overflow:auto}wx-input{display:block;height:1.4rem;line-height:1.4rem;overflow:hidden;white-space:nowrap}wx-textarea{display:block;width:300px;height:150px;overflow:auto}
.wx-placeholder{color:#757575}
wx-button{position:relative;display:block;margin:0 auto;padding:0 14px;font-size:18px;text-align:center;line-height:2.55555556;border-radius:5px;color:#000;background:#f8f8f8;overflow:hidden}
wx-button::after{content:"";position:absolute;inset:0;border:1px solid rgba(0,0,0,.2);border-radius:5px;pointer-events:none}
wx-button[disabled]{color:rgba(0,0,0,.3);background:#f7f7f7}wx-switch{display:inline-block;width:52px;height:32px;border-radius:16px;background:#dfdfdf}wx-canvas{display:block}
#wx-nav{position:sticky;top:0;z-index:500;height:44px;line-height:44px;text-align:center;font-weight:600;font-size:17px}
#wx-tabs{position:fixed;left:0;right:0;bottom:0;z-index:500;height:50px;display:flex;border-top:1px solid #e5e6eb}#wx-tabs div{flex:1;text-align:center;font-size:10px}#wx-tabs img{display:block;width:27px;height:27px;margin:4px auto 0}`;
