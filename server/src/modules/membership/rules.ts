import { prepaidDefaults } from '@zhike/config/prepaid';
import type { CardRules } from '@zhike/domain/membership/contract';
import type { Sql } from '../../platform/db';
import { findRules } from './records';

/** The rules in force: the shop's own where it set any, else the defaults. */
export async function rulesNow(sql: Sql): Promise<CardRules> {
  return { ...prepaidDefaults, ...(await findRules(sql)) };
}
