import type { DefinitionView } from '@zhike/domain/definitions/contract';
import type { ComponentType } from 'react';
import { useQuery } from '../../api/hooks';
import { Loaded, RowsSkeleton } from '../../components/states';
import type { CatalogueAnswer } from './catalogue';

export interface Designed {
  readonly definition: DefinitionView;
  readonly answer: CatalogueAnswer;
}

/** A designer that begins when the catalogue is there: what conditions may speak of, as far as she may see it. */
export function withCatalogue(Designer: ComponentType<Designed>): ComponentType<{ definition: DefinitionView }> {
  return function WithCatalogue({ definition }) {
    const catalogue = useQuery('segments.catalogue', {});
    return (
      <Loaded query={catalogue} skeleton={<RowsSkeleton rows={6} />}>
        {(answer) => <Designer definition={definition} answer={answer} />}
      </Loaded>
    );
  };
}
