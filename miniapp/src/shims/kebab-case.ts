/**
 * Stands in for `lodash.kebabcase`, which NutUI's ConfigProvider uses to name CSS variables (`colorPrimary` → `color-primary`).
 * Lodash finds its global with `Function('return this')()`: WeChat forbids that, and on base libraries without `globalThis` the page dies of it.
 */
export default function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[\s_]+/g, '-')
    .toLowerCase();
}
