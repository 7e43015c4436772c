import type { ApiInput } from '@zhike/domain/api';
import type { CancelPolicy, ServiceView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';

export type ServiceWish = Omit<ApiInput<'booking.saveService'>, 'serviceId' | 'addons'>;
export type RoleWish = Required<ApiInput<'booking.saveServiceRoles'>['roles'][number]>;
export type AddonWish = ApiInput<'booking.saveService'>['addons'][number];

/** A service while it is edited: everything of it, and what it needs. */
export interface ServiceDraft {
  readonly fields: ServiceWish;
  readonly addons: readonly AddonWish[];
  readonly roles: readonly RoleWish[];
}

export const USUAL_POLICY: CancelPolicy = { freeUntilHours: 48, latePercent: 50, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 };

/** A new service begins with what most have. */
export function newDraft(storeIds: readonly string[]): ServiceDraft {
  return {
    fields: {
      name: '',
      line: '',
      summary: '',
      description: '',
      includes: [],
      whatToBring: '',
      durationMinutes: 60,
      stepMinutes: 30,
      leadMinutes: 120,
      horizonDays: 60,
      priceFen: 0,
      depositFen: 0,
      policy: USUAL_POLICY,
      levelPolicies: {},
      acceptance: 'none',
      acceptMinutes: 60,
      acceptTimeout: 'release',
      mode: 'appointment',
      maxParty: 1,
      cautions: [],
      storeIds: [...storeIds],
      active: true,
    },
    addons: [],
    roles: [],
  };
}

export function draftOf(service: ServiceView): ServiceDraft {
  const { id: _id, imageUrl: _image, addons, roles, ...fields } = service;
  return {
    fields,
    addons: addons.map((a) => ({ ...a })),
    roles: roles.map(({ typeName: _type, kind: _kind, ...role }) => role),
  };
}

export type Problems = Readonly<Partial<Record<'name' | 'line' | 'storeIds' | 'depositFen' | 'roles' | 'addons' | 'accepts', string>>> & {
  /** By role key. */
  readonly role: Readonly<Record<string, string>>;
};

/** What must be mended before it can be saved, in words. */
export function problemsOf({ fields, addons, roles }: ServiceDraft): Problems {
  const role: Record<string, string> = {};
  for (const r of roles) {
    const end = r.offsetMinutes + r.durationMinutes;
    if (r.name.trim() === '') role[r.key] = '请填角色名';
    else if (end > fields.durationMinutes) role[r.key] = `第 ${end} 分钟才结束，超过了项目的 ${fields.durationMinutes} 分钟`;
  }
  const problems: Problems = {
    ...(fields.name.trim() === '' ? { name: '请填名称' } : {}),
    ...(fields.line.trim() === '' ? { line: '请填业务线，例如：婚纱摄影' } : {}),
    ...(fields.storeIds.length === 0 ? { storeIds: '至少选一家门店，不卖就关掉「上架」' } : {}),
    ...(fields.depositFen > fields.priceFen ? { depositFen: `定金不能高于价格 ${formatFen(fields.priceFen, 'short')}` } : {}),
    ...(roles.length === 0 ? { roles: fields.mode === 'class' ? '请填座位：每位客人占一个' : '至少需要一个人、场地或物品' } : {}),
    ...(fields.mode === 'class' && fields.maxParty > 1 && roles[0] && !roles[0].perPerson
      ? { roles: '几个人来就要几个座位：请给座位勾选「每位客人各要一个」' }
      : {}),
    ...(addons.some((a) => a.name.trim() === '') ? { addons: '有加项没有名字' } : {}),
    ...(fields.acceptance !== 'none' && !roles.some((r) => r.accepts) ? { accepts: '要接单的项目，请在所需资源里勾选由谁来接单' } : {}),
    role,
  };
  return problems;
}

export const isSound = (problems: Problems): boolean => Object.keys(problems).length === 1 && Object.keys(problems.role).length === 0;

export type SaveStep = { readonly kind: 'service'; readonly addons: readonly AddonWish[] } | { readonly kind: 'roles' };

/**
 * The order of saving. An add-on may only name roles that the server knows: new roles are saved before the add-on names them, and an
 * add-on stops naming a role before it goes.
 */
export function saveSteps(draft: ServiceDraft, saved: ServiceView | null): SaveStep[] {
  const known = new Set(saved?.roles.map((r) => r.key) ?? []);
  const before = saved ? draftOf(saved).roles : [];
  const rolesChanged = JSON.stringify(before.map(inOrder)) !== JSON.stringify(draft.roles.map(inOrder));
  const early = draft.addons.map((a) => ({ ...a, roleKeys: a.roleKeys.filter((key) => known.has(key)) }));
  const names = draft.addons.some((a) => a.roleKeys.some((key) => !known.has(key)));
  return [
    { kind: 'service', addons: early },
    ...(rolesChanged ? [{ kind: 'roles' } as const] : []),
    ...(names ? [{ kind: 'service', addons: draft.addons } as const] : []),
  ];
}

/** Field by field, so that the order in which an object was made does not count as a change. */
const inOrder = (role: RoleWish): unknown[] => [
  role.key,
  role.name,
  role.typeId,
  role.skill,
  role.offsetMinutes,
  role.durationMinutes,
  role.customerPicks,
  role.perPerson,
  role.accepts,
];

/** Add-ons that were new have an id after the first save; without it a second save would add them again. */
export function withIds(addons: readonly AddonWish[], saved: readonly { readonly id: string; readonly name: string }[]): AddonWish[] {
  const taken = new Set(addons.map((a) => a.id).filter((id): id is string => id !== null));
  return addons.map((addon) => {
    if (addon.id !== null) return addon;
    const match = saved.find((s) => s.name === addon.name.trim() && !taken.has(s.id));
    if (!match) return addon;
    taken.add(match.id);
    return { ...addon, id: match.id };
  });
}

/** Where a role's bar stands on the service's time line, in percent. */
export function barOf(role: Pick<RoleWish, 'offsetMinutes' | 'durationMinutes'>, durationMinutes: number): { left: number; width: number; over: boolean } {
  const whole = Math.max(1, durationMinutes);
  const left = Math.min(100, (role.offsetMinutes / whole) * 100);
  return { left, width: Math.min(100 - left, (role.durationMinutes / whole) * 100), over: role.offsetMinutes + role.durationMinutes > durationMinutes };
}
