import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'acorn';
import { AppFiles } from './app-files';
import { WeappHost } from './host';
import { type Dict, isDict, messageOf } from './types';

export interface PackageSize {
  readonly root: string;
  readonly bytes: number;
  readonly files: number;
}
export interface SizeReport {
  /** Everything outside the sub-packages; what a first visit downloads. */
  readonly main: PackageSize;
  readonly subPackages: readonly PackageSize[];
  readonly totalBytes: number;
  /** The largest files, for whoever has to make it smaller. */
  readonly largest: readonly { readonly file: string; readonly bytes: number }[];
}
export interface EvalUse {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly where: 'plain' | 'try' | 'catch';
}

/** WeChat's own limit for one package. */
const PACKAGE_LIMIT_BYTES = 2 * 1024 * 1024;

/** Not part of an upload: source maps and the project's own configuration. */
const NOT_UPLOADED = /(\.map|(^|\/)project(\.private)?\.config\.json|(^|\/)\.[^/]+|\.(ts|less|scss|md|LICENSE\.txt))$/;

function* filesBelow(root: string, under = ''): Generator<string> {
  for (const entry of fs.readdirSync(path.join(root, under), { withFileTypes: true })) {
    const name = path.posix.join(under, entry.name);
    if (entry.isDirectory()) yield* filesBelow(root, name);
    else if (!NOT_UPLOADED.test(name)) yield name;
  }
}

/**
 * Sizes as bytes of the built files, a package at a time: the limits are 2 MB a package and 30 MB in all, and this house's
 * rule is 800 KB for the main package. Trap: WeChat compiles and compresses once more on upload, and shows somewhat other numbers;
 * those of the built files are what we can hold ourselves to. Directories count nothing (`du` adds 4,096 bytes for each).
 */
export function packageSizes(root: string): SizeReport {
  const { subPackages } = new AppFiles(root);
  const sizes = [...filesBelow(root)].map((file) => ({ file, bytes: fs.statSync(path.join(root, file)).size }));
  const sum = (name: string, files: readonly { bytes: number }[]): PackageSize => ({
    root: name,
    bytes: files.reduce((total, { bytes }) => total + bytes, 0),
    files: files.length,
  });
  const homeOf = (file: string): string => subPackages.find((one) => file.startsWith(`${one.root}/`))?.root ?? '';
  return {
    main: sum(
      '',
      sizes.filter(({ file }) => homeOf(file) === ''),
    ),
    subPackages: subPackages.map((one) =>
      sum(
        one.root,
        sizes.filter(({ file }) => homeOf(file) === one.root),
      ),
    ),
    totalBytes: sizes.reduce((total, { bytes }) => total + bytes, 0),
    largest: [...sizes].sort((a, b) => b.bytes - a.bytes).slice(0, 12),
  };
}

function isFunctionNode(node: Dict): boolean {
  return node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration' || node.type === 'ArrowFunctionExpression';
}

function evalName(node: Dict): string | null {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return null;
  const { callee } = node;
  if (!isDict(callee) || callee.type !== 'Identifier') return null;
  if (callee.name === 'eval') return 'eval(…)';
  if (callee.name !== 'Function') return null;
  return node.type === 'NewExpression' ? 'new Function(…)' : 'Function(…)';
}

function* children(node: Dict): Generator<Dict> {
  for (const [key, value] of Object.entries(node)) {
    if (key === 'type' || key === 'start' || key === 'end') continue;
    for (const one of Array.isArray(value) ? value : [value]) if (isDict(one) && typeof one.type === 'string') yield one;
  }
}

/**
 * Every `eval(…)`, `Function(…)` and `new Function(…)` in the bundle's own syntax. WeChat disables them, so a `plain` one that
 * is reached is an exception on a phone; in a `try` it is the usual probe for a global object, in a `catch` a last resort.
 * That none is *needed* to load is proved by `loadEverything`.
 */
export function evalUses(root: string): EvalUse[] {
  const uses: EvalUse[] = [];
  for (const file of filesBelow(root)) {
    if (!file.endsWith('.js')) continue;
    const source = fs.readFileSync(path.join(root, file), 'utf8');
    if (!/\beval\b|\bFunction\b/.test(source)) continue;
    const tree: unknown = parse(source, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true, locations: true });
    const visit = (node: Dict, where: EvalUse['where']): void => {
      const what = evalName(node);
      const line = isDict(node.loc) && isDict(node.loc.start) ? Number(node.loc.start.line) : 0;
      if (what !== null) uses.push({ file, line, what, where });
      for (const child of children(node)) {
        // A try protects what runs inside it now, not the functions that are only made there.
        if (isFunctionNode(child)) visit(child, 'plain');
        else visit(child, node.type === 'TryStatement' && child === node.block ? 'try' : child.type === 'CatchClause' ? 'catch' : where);
      }
    };
    if (isDict(tree)) visit(tree, 'plain');
  }
  return uses;
}

export interface LoadReport {
  readonly pages: readonly string[];
  /** Pages whose script failed to load, or threw while opening, with why. */
  readonly exceptions: readonly { readonly page: string; readonly message: string }[];
  /** Attempts to run code from text while loading; all were refused. */
  readonly codeFromText: readonly { readonly what: string; readonly stack: string }[];
  /** wx APIs and buttons that the host does not play and that were used while opening. */
  readonly unplayed: readonly string[];
}

/** Loads the app and opens every page once, with nobody holding the phone and no server: what fails here would be a white screen. */
export async function loadEverything(root: string): Promise<LoadReport> {
  // No domain may be called: pages show their error state, which must not throw either.
  const host = new WeappHost({ root, domains: [] });
  const exceptions: { page: string; message: string }[] = [];
  const note = (page: string): void => {
    exceptions.push(...host.exceptions.splice(0).map(({ message }) => ({ page, message })));
  };
  try {
    await host.launch();
    note('app');
    for (const page of host.files.pages) {
      try {
        host.router.reLaunch(`/${page}`);
      } catch (thrown) {
        exceptions.push({ page, message: messageOf(thrown) });
      }
      await host.rest();
      note(page);
    }
    return { pages: host.files.pages, exceptions, codeFromText: [...host.logic.refusedCode], unplayed: [...host.api.unplayed] };
  } finally {
    host.close();
  }
}

/** What keeps a bundle from being uploaded, in words; empty when nothing does. */
export async function bundleProblems(root: string, limits: { readonly mainBytes: number }): Promise<string[]> {
  const { main, subPackages } = packageSizes(root);
  const { exceptions, codeFromText, unplayed } = await loadEverything(root);
  return [
    ...(main.bytes > limits.mainBytes ? [`the main package has ${main.bytes} bytes; ${limits.mainBytes} are allowed`] : []),
    ...subPackages
      .filter(({ bytes }) => bytes > PACKAGE_LIMIT_BYTES)
      .map(({ root: name, bytes }) => `the sub-package ${name} has ${bytes} bytes; WeChat allows ${PACKAGE_LIMIT_BYTES}`),
    ...exceptions.map(({ page, message }) => `${page} throws: ${message}`),
    ...codeFromText.map(({ what, stack }) => `${what} is called while loading: ${stack.split('\n')[2]?.trim() ?? ''}`),
    ...unplayed.map((name) => `${name} is used and cannot be tested here`),
  ];
}
