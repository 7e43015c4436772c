-- Fields that the shop adds: their definitions, what is unique, what changed; the values lie beside the core's columns.
ALTER TABLE "customers" ADD COLUMN "custom" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "bookings" ADD COLUMN "custom" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "orders" ADD COLUMN "custom" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "cards" ADD COLUMN "custom" JSONB NOT NULL DEFAULT '{}';
-- When they came to be, for conditions and reports; those that are there already: now.
ALTER TABLE "tags" ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "services" ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
-- Asked from the other side by conditions: a service's bookings.
CREATE INDEX "bookings_service_id_idx" ON "bookings" ("service_id");

CREATE TABLE "field_defs" (
    "id" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "sensitivity" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "retired_at" TIMESTAMPTZ(3),
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "field_defs_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "field_defs_entity_key_key" ON "field_defs" ("entity", "key");
ALTER TABLE "field_defs" ADD CONSTRAINT "field_defs_values" CHECK (
  "id" ~ '^cf_[a-z0-9]{6,24}$' AND "entity" IN ('customer', 'booking', 'order', 'card') AND "label" <> ''
  AND "sensitivity" IN ('public', 'internal', 'personal', 'sensitive') AND jsonb_typeof("spec") = 'object' AND "version" >= 1
);

CREATE TABLE "field_uniques" (
    "entity" TEXT NOT NULL,
    "field_id" TEXT NOT NULL,
    "scope_id" TEXT NOT NULL,
    "value_norm" TEXT NOT NULL,
    "record_id" UUID NOT NULL,
    CONSTRAINT "field_uniques_pkey" PRIMARY KEY ("entity", "field_id", "scope_id", "value_norm")
);
CREATE INDEX "field_uniques_field_id_record_id_idx" ON "field_uniques" ("field_id", "record_id");
ALTER TABLE "field_uniques" ADD CONSTRAINT "field_uniques_field_id_fkey" FOREIGN KEY ("field_id") REFERENCES "field_defs" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "field_history" (
    "id" UUID NOT NULL,
    "entity" TEXT NOT NULL,
    "record_id" UUID NOT NULL,
    "field_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "staff_id" UUID,
    "before" JSONB,
    "after" JSONB,
    "cause" TEXT NOT NULL,
    CONSTRAINT "field_history_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "field_history_entity_record_id_at_idx" ON "field_history" ("entity", "record_id", "at" DESC);
CREATE INDEX "field_history_field_id_idx" ON "field_history" ("field_id");
ALTER TABLE "field_history" ADD CONSTRAINT "field_history_field_id_fkey" FOREIGN KEY ("field_id") REFERENCES "field_defs" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
