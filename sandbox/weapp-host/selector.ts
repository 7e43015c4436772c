import type { Instance } from './instance';
import { ancestors, classesOf, type ElementNode, idOf, walk } from './tree';
import { camel } from './types';

interface Compound {
  readonly tag: string | null;
  readonly id: string | null;
  readonly classes: readonly string[];
  readonly attributes: readonly { name: string; value: string | null }[];
}
type Combinator = ' ' | '>' | '>>>';
interface Step {
  readonly combinator: Combinator;
  readonly compound: Compound;
}

function parseCompound(text: string): Compound {
  const whole = /^([\w-]+|\*)?((?:[#.][\w\-\u4e00-\u9fff]+|\[[^\]]+\])*)$/.exec(text);
  if (whole === null) throw new Error(`selector "${text}" is not understood: tag, #id, .class, [attribute], descendant, ">", ">>>" and "," are`);
  const parts = (whole[2] ?? '').match(/[#.][^#.[]+|\[[^\]]+\]/g) ?? [];
  const attributes = parts
    .filter((part) => part.startsWith('['))
    .map((part) => {
      const match = /^\[([\w-]+)(?:=(["']?)(.*)\2)?\]$/.exec(part);
      return { name: match?.[1] ?? '', value: match?.[3] ?? null };
    });
  return {
    tag: whole[1] === undefined || whole[1] === '*' ? null : whole[1],
    id: parts.find((part) => part.startsWith('#'))?.slice(1) ?? null,
    classes: parts.filter((part) => part.startsWith('.')).map((part) => part.slice(1)),
    attributes,
  };
}

function parse(selector: string): Step[][] {
  return selector.split(',').map((alternative) => {
    const tokens = alternative
      .replace(/(\[[^\]]*\])|\s*(>>>|>)\s*/g, (_, attribute: string | undefined, sign: string | undefined) => attribute ?? ` ${sign ?? ''} `)
      .trim()
      .split(/\s+(?![^[]*\])/);
    const steps: Step[] = [];
    let combinator: Combinator = ' ';
    for (const token of tokens) {
      if (token === '>' || token === '>>>') combinator = token;
      else {
        steps.push({ combinator, compound: parseCompound(token) });
        combinator = ' ';
      }
    }
    return steps;
  });
}

function fits(node: ElementNode, want: Compound): boolean {
  if (want.tag !== null && want.tag !== node.tag) return false;
  if (want.id !== null && want.id !== idOf(node)) return false;
  const classes = classesOf(node);
  if (!want.classes.every((name) => classes.includes(name))) return false;
  return want.attributes.every(({ name, value }) => {
    const actual = node.attr[name] ?? node.attr[camel(name)];
    return value === null ? actual !== undefined : String(actual) === value;
  });
}

function reaches(node: ElementNode, steps: readonly Step[], at: number): boolean {
  const step = steps[at];
  if (step === undefined || !fits(node, step.compound)) return false;
  if (at === 0) return true;
  if (step.combinator === '>') return node.parent !== null && reaches(node.parent, steps, at - 1);
  for (const above of node.parent === null ? [] : ancestors(node.parent)) if (reaches(above, steps, at - 1)) return true;
  return false;
}

/**
 * Elements below `root` that a selector names, in document order.
 * `scope` is the instance whose template is searched, as WeChat does it: `page.$` and a component's own queries never see inside
 * another component (`>>>` does). With `scope` null everything is searched, which is for our own tests, not for automator specs.
 */
export function queryAll(root: ElementNode, selector: string, scope: Instance | null): ElementNode[] {
  const alternatives = parse(selector);
  const found: ElementNode[] = [];
  for (const node of walk(root)) {
    if (node === root) continue;
    const hit = alternatives.some((steps) => {
      const pierces = steps.some((step) => step.combinator === '>>>');
      return (scope === null || pierces || node.owner === scope) && reaches(node, steps, steps.length - 1);
    });
    if (hit) found.push(node);
  }
  return found;
}
