/* Shared with the clients' forms, which must not carry the contract's schemas. */

/** Characters of a name in the health record. */
export const HEALTH_NAME_MAX = 40;
/** Characters of a taboo's note. */
export const HEALTH_NOTE_MAX = 200;
/** Entries that one list may have when it is saved; a merge of two records may leave more. */
export const HEALTH_LIST_MAX = 50;
/** Customers whose red bands are asked for at once: a day of a shop in one or two questions. */
export const HEALTH_BANDS_MAX = 200;
