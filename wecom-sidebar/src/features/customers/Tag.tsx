import type { TagView } from '@zhike/domain/customers/contract';

export function Tag({ tag }: { tag: Pick<TagView, 'name' | 'colour'> & { groupName?: string } }) {
  return (
    <span className="zk-tag" title={tag.groupName ? `${tag.groupName}：${tag.name}` : tag.name} data-testid="tag">
      <i style={{ background: tag.colour }} />
      <span className="zk-ellipsis">{tag.name}</span>
    </span>
  );
}
