/** WeChat's own template compiler. Its binary is not executable after install; the JS API chmods it, so never call the binary directly. */
declare module 'miniprogram-compiler' {
  interface CompilerOptions {
    readonly wxmlList?: readonly string[];
    readonly wxsList?: readonly string[];
  }
  const compiler: { wxmlToJs(root: string, options?: CompilerOptions): string; wxssToJs(root: string, options?: CompilerOptions): string };
  export default compiler;
}
