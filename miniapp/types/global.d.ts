/// <reference types="@tarojs/taro" />
declare module '*.png' {
  const url: string;
  export default url;
}
declare module '*.scss';
/** Where the API lives: '' means the origin that served the page (h5). Set by config/index.ts from TARO_APP_API. */
declare const API_BASE: string;
