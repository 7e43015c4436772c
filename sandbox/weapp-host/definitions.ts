import { define, type Definition } from './definition';
import { type Dict, WxFailure } from './types';

/** The pages and components whose scripts were loaded; a script is loaded when it is first needed, as `lazyCodeLoading` does it. */
export class Definitions {
  private readonly known = new Map<string, Definition>();

  constructor(private readonly load: (file: string) => void) {}

  add(kind: Definition['kind'], file: string, raw: Dict): void {
    this.known.set(file, define(kind, raw));
  }

  page(path: string): Definition {
    const definition = this.find(path);
    if (definition === undefined) throw new WxFailure(`Page "${path}" has not been registered: its script did not call Page() or Component()`);
    return definition;
  }

  component(file: string): Definition {
    const definition = this.find(file);
    if (definition === undefined) throw new Error(`component "${file}" did not call Component()`);
    return definition;
  }

  private find(file: string): Definition | undefined {
    if (!this.known.has(file)) this.load(file);
    return this.known.get(file);
  }
}
