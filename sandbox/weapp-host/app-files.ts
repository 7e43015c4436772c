import fs from 'node:fs';
import path from 'node:path';
import { type Dict, isDict } from './types';

export interface SubPackage {
  readonly root: string;
  readonly pages: readonly string[];
  readonly independent: boolean;
}

function readJson(file: string): Dict {
  if (!fs.existsSync(file)) return {};
  const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  return isDict(value) ? value : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** app.json and the page and component configurations of a built mini-program. */
export class AppFiles {
  readonly root: string;
  readonly app: Dict;
  readonly subPackages: readonly SubPackage[];
  /** Every page, those of sub-packages with their root in front. */
  readonly pages: readonly string[];
  readonly tabs: readonly string[];
  /** APIs of position that the mini-program has declared. */
  readonly privateInfos: readonly string[];
  private readonly components = new Map<string, ReadonlyMap<string, string>>();

  constructor(root: string) {
    this.root = path.resolve(root);
    if (!fs.existsSync(path.join(this.root, 'app.json'))) throw new Error(`${this.root} holds no app.json: is the mini-program built?`);
    this.app = readJson(path.join(this.root, 'app.json'));
    const listed = this.app.subPackages ?? this.app.subpackages;
    this.subPackages = (Array.isArray(listed) ? listed : [])
      .filter(isDict)
      .map((one) => ({ root: String(one.root).replace(/^\/|\/$/g, ''), pages: strings(one.pages), independent: one.independent === true }));
    this.pages = [...strings(this.app.pages), ...this.subPackages.flatMap((one) => one.pages.map((page) => `${one.root}/${page}`))];
    this.privateInfos = strings(this.app.requiredPrivateInfos);
    const tabBar = isDict(this.app.tabBar) && Array.isArray(this.app.tabBar.list) ? this.app.tabBar.list : [];
    this.tabs = tabBar.filter(isDict).map((tab) => String(tab.pagePath).replace(/^\//, ''));
  }

  /** Tag → file, from the file's own json over app.json's. Plugin components (`plugin://`) are left out: they are not played. */
  componentsOf(file: string): ReadonlyMap<string, string> {
    const cached = this.components.get(file);
    if (cached !== undefined) return cached;
    const found = new Map<string, string>();
    const add = (from: Dict, base: string): void => {
      if (!isDict(from.usingComponents)) return;
      for (const [tag, target] of Object.entries(from.usingComponents)) {
        const to = String(target);
        if (!to.includes('://')) found.set(tag, path.posix.join(to.startsWith('/') ? '/' : `/${path.posix.dirname(base)}`, to).replace(/^\//, ''));
      }
    };
    add(this.app, 'app');
    add(readJson(path.join(this.root, `${file}.json`)), file);
    this.components.set(file, found);
    return found;
  }

  pageConfig(page: string): Dict {
    return { ...(isDict(this.app.window) ? this.app.window : {}), ...readJson(path.join(this.root, `${page}.json`)) };
  }
}
