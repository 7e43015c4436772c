import { useRoute } from '../components/route';
import { useMe } from '../components/SessionGate';
import { placeOf } from './places';

/** More pages, or more sections, than a phone is wide: the one that is shown must be seen. */
export const intoView = (link: HTMLElement | null): void => link?.scrollIntoView?.({ inline: 'center', block: 'nearest' });

/** The pages of a section as a line of links: on a phone, where the rail has no room for them. */
export function SubNav() {
  const me = useMe();
  const { section, page } = placeOf(useRoute().parts);
  const pages = section?.pages.filter((p) => p.right === null || me.rights.includes(p.right)) ?? [];
  if (pages.length < 2) return null;
  return (
    <nav className="zk-subnav" aria-label={section?.title}>
      {pages.map((p) => (
        <a key={p.path} ref={p.path === page?.path ? intoView : undefined} href={`#/${p.path}`} aria-current={p.path === page?.path ? 'page' : undefined}>
          {p.title}
        </a>
      ))}
    </nav>
  );
}
