import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { WeappHost } from './host';
import { type ElementNode, isOn, type ViewNode } from './tree';
import { isDict } from './types';
import { BASE_CSS, rpxToPx, wxssToCss } from './wxss';

export interface PainterOptions {
  readonly width?: number;
  readonly height?: number;
  readonly executablePath?: string;
}
export interface Painter {
  /** Base64 of a PNG of the page in front. */
  screenshot(): Promise<string>;
  /** Elements that stick out of the screen to the side, with their text: the usual sign of a broken layout. */
  overflowing(): Promise<string[]>;
  close(): Promise<void>;
}

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (mark) => MARKS[mark] ?? mark);
const MIME: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
};

/** A file of the package as a data: URL; anything else as it is. */
function imageSource(root: string, source: string): string {
  const file = path.join(root, source.replace(/^\//, ''));
  const mime = MIME[path.extname(file).toLowerCase()];
  if (source === '' || /^(https?|data):/.test(source) || mime === undefined || !fs.existsSync(file)) return source;
  return `data:${mime};base64,${fs.readFileSync(file).toString('base64')}`;
}

function html(host: WeappHost, node: ViewNode, width: number): string {
  if (node.kind === 'text') return escapeHtml(node.text);
  const { attr } = node;
  const text = (name: string): string => (attr[name] === undefined || attr[name] === null ? '' : String(attr[name]));
  const value = (): string => String(host.page.values.get(node) ?? '');
  const inside: Readonly<Record<string, () => string>> = {
    image: () =>
      `<img src="${escapeHtml(imageSource(host.files.root, text('src')))}" style="object-fit:${text('mode') === 'aspectFill' ? 'cover' : 'contain'}">`,
    input: () =>
      value() === '' ? `<span class="wx-placeholder ${escapeHtml(text('placeholderClass'))}">${escapeHtml(text('placeholder'))}</span>` : escapeHtml(value()),
    textarea: () =>
      value() === '' ? `<span class="wx-placeholder ${escapeHtml(text('placeholderClass'))}">${escapeHtml(text('placeholder'))}</span>` : escapeHtml(value()),
  };
  const children = (inside[node.tag] ?? (() => node.children.map((child) => html(host, child, width)).join('')))();
  // A component without a box of its own (Taro's `comp` is a virtual host) must not break the layout around it.
  const grows = node.tag === 'textarea' && isOn(attr.autoHeight) ? 'height:auto;min-height:1.4em;' : '';
  const style = node.component !== null && attr.style === undefined ? 'display:contents' : grows + rpxToPx(text('style'), width);
  return `<wx-${node.tag} ${attr.id === undefined ? '' : `id="${escapeHtml(text('id'))}"`} class="${escapeHtml(text('class'))}" style="${escapeHtml(style)}"${isOn(attr.hidden) ? ' hidden' : ''}${isOn(attr.disabled) ? ' disabled' : ''}>${children}</wx-${node.tag}>`;
}

/** The bar with the title, and the tabs, which WeChat draws around the page. */
function chrome(host: WeappHost): { top: string; bottom: string } {
  const config = host.files.pageConfig(host.page.path);
  const titled = [...host.api.calls].reverse().find((call) => call.name === 'setNavigationBarTitle');
  const title = isDict(titled?.options) ? String(titled.options.title ?? '') : String(config.navigationBarTitleText ?? '');
  const top =
    config.navigationStyle === 'custom'
      ? ''
      : `<div id="wx-nav" style="background:${escapeHtml(String(config.navigationBarBackgroundColor ?? '#fff'))}">${escapeHtml(title)}</div>`;
  const { tabBar } = host.files.app;
  if (!isDict(tabBar) || !Array.isArray(tabBar.list) || !host.files.tabs.includes(host.page.path)) return { top, bottom: '' };
  const tabs = tabBar.list.filter(isDict).map((tab) => {
    const here = String(tab.pagePath).replace(/^\//, '') === host.page.path;
    const icon = String((here ? tab.selectedIconPath : tab.iconPath) ?? '');
    return `<div style="color:${escapeHtml(String((here ? tabBar.selectedColor : tabBar.color) ?? '#333'))}">${icon === '' ? '' : `<img src="${imageSource(host.files.root, icon)}">`}${escapeHtml(String(tab.text ?? ''))}</div>`;
  });
  return { top, bottom: `<div id="wx-tabs" style="background:${escapeHtml(String(tabBar.backgroundColor ?? '#fff'))}">${tabs.join('')}</div>` };
}

/**
 * Paints the host's tree in Chromium: for eyes, screenshots and a look for things that stick out. An approximation: the base sheet
 * is ours, sheets are not scoped to components, native controls are boxes. It never feeds anything back into the host.
 */
export async function openPainter(host: WeappHost, options: PainterOptions = {}): Promise<Painter> {
  const { width = 390, height = 844, executablePath = '/usr/bin/chromium' } = options;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await (await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 2, locale: 'zh-CN' })).newPage();
  const paint = async (): Promise<void> => {
    const tree: ElementNode = host.page.tree();
    const components = [...new Set(host.page.$$('*').flatMap((node) => (node.component === null ? [] : [node.component.file])))];
    const seen = new Set<string>();
    const css = [`app.wxss`, ...components.map((file) => `${file}.wxss`), `${host.page.path}.wxss`]
      .map((file) => wxssToCss(host.files.root, file, width, seen))
      .join('\n');
    const { top, bottom } = chrome(host);
    await page.setContent(
      `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><style>${BASE_CSS}\n${css.replace(/<\//g, '<\\/')}</style></head><body>${top}${tree.children.map((child) => html(host, child, width)).join('')}${bottom}</body></html>`,
      { waitUntil: 'load' },
    );
  };
  return {
    async screenshot() {
      await paint();
      return (await page.screenshot()).toString('base64');
    },
    async overflowing() {
      await paint();
      return page.evaluate(() =>
        [...document.body.querySelectorAll('*')]
          .filter((element) => {
            const box = element.getBoundingClientRect();
            const scrolls = element.closest('wx-scroll-view') !== null;
            return !scrolls && box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1);
          })
          .map((element) => `${element.tagName.toLowerCase()}.${element.className}: ${(element.textContent ?? '').trim().slice(0, 40)}`),
      );
    },
    close: () => browser.close(),
  };
}
