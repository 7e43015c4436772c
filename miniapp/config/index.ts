import path from 'node:path';
import { defineConfig, type UserConfigExport } from '@tarojs/cli';

/**
 * Two outputs: dist/weapp (the mini-program) and dist/h5 (the same pages under /h5/, for a host that plays the phone).
 * The domain package is TypeScript source: its real path must be compiled too, or webpack cannot parse it; never set `exclude` beside it.
 */
const domain = path.resolve(__dirname, '..', '..', 'domain');
const env = process.env.TARO_ENV ?? 'weapp';
const apiBase = process.env.TARO_APP_API ?? (env === 'h5' ? '' : 'http://127.0.0.1:3000');

export default defineConfig<'webpack5'>(async () => {
  if (env === 'weapp' && process.env.NODE_ENV === 'production' && !process.env.TARO_APP_API)
    console.warn('TARO_APP_API is not set: this bundle will call http://127.0.0.1:3000 and is good for development only.');
  const base: UserConfigExport<'webpack5'> = {
    projectName: 'zhike',
    date: '2026-11-22',
    designWidth: 375,
    deviceRatio: { 375: 2, 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
    sourceRoot: 'src',
    outputRoot: `dist/${env}`,
    defineConstants: { API_BASE: JSON.stringify(apiBase) },
    alias: { '@': path.resolve(__dirname, '..', 'src'), 'lodash.kebabcase': path.resolve(__dirname, '..', 'src', 'shims', 'kebab-case.ts') },
    copy: { patterns: [], options: {} },
    framework: 'react',
    compiler: { type: 'webpack5', prebundle: { enable: false } },
    cache: { enable: false },
    mini: {
      compile: { include: [domain] },
      optimizeMainPackage: { enable: true },
      postcss: {
        pxtransform: { enable: true, config: {} },
        cssModules: { enable: false, config: { namingPattern: 'module', generateScopedName: '[name]__[local]___[hash:base64:5]' } },
      },
    },
    h5: {
      publicPath: '/h5/',
      staticDirectory: 'static',
      router: { mode: 'hash' },
      compile: { include: [domain] },
      webpackChain: (chain) => {
        // Without this every page's chunk carries React, Taro's components and NutUI again (14 × 330 KB).
        chain.optimization.splitChunks({ chunks: 'all', cacheGroups: { shared: { name: 'shared', minChunks: 2, reuseExistingChunk: true } } });
      },
      output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
      miniCssExtractPluginOption: { ignoreOrder: true, filename: 'css/[name].[contenthash:8].css', chunkFilename: 'css/[name].[contenthash:8].css' },
      postcss: {
        autoprefixer: { enable: true, config: {} },
        cssModules: { enable: false, config: { namingPattern: 'module', generateScopedName: '[name]__[local]___[hash:base64:5]' } },
      },
    },
  };
  return base;
});
