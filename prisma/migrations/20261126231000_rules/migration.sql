CREATE TABLE "rule_occurrences" (
    "rule_id" TEXT NOT NULL,
    "record_id" UUID NOT NULL,
    "occ_key" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "trace" JSONB,
    "root" TEXT NOT NULL,
    "chain" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "rule_occurrences_pkey" PRIMARY KEY ("rule_id", "record_id", "occ_key")
);
CREATE INDEX "rule_occurrences_state_due_at_idx" ON "rule_occurrences"("state", "due_at");
CREATE INDEX "rule_occurrences_record_id_created_at_idx" ON "rule_occurrences"("record_id", "created_at");
CREATE INDEX "rule_occurrences_root_idx" ON "rule_occurrences"("root");

CREATE TABLE "rule_effects" (
    "key" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "record_id" UUID NOT NULL,
    "occ_key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "what" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "rule_effects_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "rule_effects_rule_id_record_id_occ_key_idx" ON "rule_effects"("rule_id", "record_id", "occ_key");
ALTER TABLE "rule_effects" ADD CONSTRAINT "rule_effects_rule_id_record_id_occ_key_fkey" FOREIGN KEY ("rule_id", "record_id", "occ_key")
  REFERENCES "rule_occurrences"("rule_id", "record_id", "occ_key") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "rule_switches" (
    "rule_id" TEXT NOT NULL,
    "enabled_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rule_switches_pkey" PRIMARY KEY ("rule_id")
);

-- What Prisma's language cannot say.
ALTER TABLE rule_occurrences ADD CONSTRAINT rule_occurrences_values CHECK (
  state IN ('due', 'running', 'done', 'skipped', 'cancelled', 'failed')
  AND (state IN ('skipped', 'cancelled')) = (reason IS NOT NULL) AND (state IN ('due', 'running')) = (ended_at IS NULL));
ALTER TABLE rule_effects ADD CONSTRAINT rule_effects_values CHECK (
  state IN ('pending', 'done', 'refused', 'failed') AND (state = 'done') = (done_at IS NOT NULL) AND (state IN ('refused', 'failed')) = (reason IS NOT NULL));
