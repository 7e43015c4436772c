import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import type { ComponentType } from 'react';
import { BoolControl, OptionControl, OptionsControl, RatingControl } from './choices';
import type { ControlProps } from './control';
import { FilesControl, MarksControl, SignatureControl } from './files';
import { LinkControl } from './links';
import { NumberControl, ShownControl, TextControl, WhenControl } from './typed';

/** How each type is asked on a phone: one row a type, so that a new type does not compile until it can be drawn. Rows are drawn by the form itself. */
export const CONTROL_OF: Readonly<Record<Exclude<FieldType, 'rows'>, ComponentType<ControlProps>>> = {
  text: TextControl,
  longtext: TextControl,
  phone: TextControl,
  email: TextControl,
  idcard: TextControl,
  url: TextControl,
  address: TextControl,
  location: TextControl,
  number: NumberControl,
  money: NumberControl,
  percent: NumberControl,
  rating: RatingControl,
  bool: BoolControl,
  option: OptionControl,
  options: OptionsControl,
  date: WhenControl,
  datetime: WhenControl,
  time: WhenControl,
  monthday: WhenControl,
  ref: LinkControl,
  refs: LinkControl,
  member: LinkControl,
  members: LinkControl,
  department: LinkControl,
  store: LinkControl,
  image: FilesControl,
  file: FilesControl,
  signature: SignatureControl,
  annotation: MarksControl,
  computed: ShownControl,
  rollup: ShownControl,
  serial: ShownControl,
};
