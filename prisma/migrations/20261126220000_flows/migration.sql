-- Running flows: their state, their record, what they ordered, what they wait for, and who is asked.
CREATE TABLE "flow_instances" (
  "id" UUID NOT NULL,
  "flow_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "title" TEXT NOT NULL,
  "store_id" UUID,
  "entity" TEXT NOT NULL,
  "subject_id" TEXT NOT NULL,
  "customer_id" UUID,
  "starter_id" UUID,
  "start_key" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "result" TEXT,
  "single" BOOLEAN NOT NULL DEFAULT false,
  "state" JSONB NOT NULL,
  "waits" TEXT[],
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "flow_instances_pkey" PRIMARY KEY ("id"),
  -- A version that something runs on cannot go.
  CONSTRAINT "flow_instances_flow_id_version_fkey" FOREIGN KEY ("flow_id", "version") REFERENCES "definition_versions"("definition_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "flow_instances_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "flow_instances_values" CHECK ("status" IN ('running', 'stuck', 'done', 'withdrawn', 'exited') AND ("ended_at" IS NULL) = ("status" IN ('running', 'stuck')))
);
CREATE UNIQUE INDEX "flow_instances_start_key_key" ON "flow_instances"("start_key");
CREATE INDEX "flow_instances_flow_id_status_idx" ON "flow_instances"("flow_id", "status");
CREATE INDEX "flow_instances_entity_subject_id_idx" ON "flow_instances"("entity", "subject_id");
CREATE INDEX "flow_instances_waits" ON "flow_instances" USING GIN ("waits");
-- A journey runs once for a customer at a time.
CREATE UNIQUE INDEX "flow_instances_single" ON "flow_instances"("flow_id", "subject_id") WHERE "single" AND "ended_at" IS NULL;

CREATE TABLE "flow_journal" (
  "instance_id" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  "event_id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "version" INTEGER NOT NULL,
  "event" JSONB NOT NULL,
  "log" JSONB NOT NULL,
  CONSTRAINT "flow_journal_pkey" PRIMARY KEY ("instance_id", "seq"),
  CONSTRAINT "flow_journal_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "flow_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "flow_journal_instance_id_event_id_key" ON "flow_journal"("instance_id", "event_id");

CREATE TABLE "flow_effects" (
  "key" TEXT NOT NULL,
  "instance_id" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "what" JSONB NOT NULL,
  "state" TEXT NOT NULL,
  "tries" INTEGER NOT NULL DEFAULT 0,
  "reason" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "done_at" TIMESTAMPTZ(3),
  CONSTRAINT "flow_effects_pkey" PRIMARY KEY ("key"),
  CONSTRAINT "flow_effects_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "flow_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "flow_effects_values" CHECK ("state" IN ('pending', 'handed_over', 'done', 'refused', 'failed', 'dropped') AND ("done_at" IS NOT NULL) = ("state" = 'done'))
);
CREATE INDEX "flow_effects_instance_id_idx" ON "flow_effects"("instance_id");

CREATE TABLE "flow_timers" (
  "key" TEXT NOT NULL,
  "instance_id" UUID NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL,
  "state" TEXT NOT NULL,
  CONSTRAINT "flow_timers_pkey" PRIMARY KEY ("key"),
  CONSTRAINT "flow_timers_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "flow_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "flow_timers_values" CHECK ("state" IN ('live', 'rung', 'cancelled'))
);
CREATE INDEX "flow_timers_state_due_at_idx" ON "flow_timers"("state", "due_at");
CREATE INDEX "flow_timers_instance_id_idx" ON "flow_timers"("instance_id");

CREATE TABLE "flow_tasks" (
  "token" TEXT NOT NULL,
  "person_id" UUID NOT NULL,
  "instance_id" UUID,
  "node" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "instead_of_id" UUID,
  "state" TEXT NOT NULL,
  "how" TEXT,
  "by_id" UUID,
  "due_at" TIMESTAMPTZ(3),
  "opened_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "flow_tasks_pkey" PRIMARY KEY ("token", "person_id"),
  CONSTRAINT "flow_tasks_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "flow_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "flow_tasks_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "flow_tasks_values" CHECK ("state" IN ('open', 'held', 'done', 'closed') AND ("ended_at" IS NULL) = ("state" IN ('open', 'held')))
);
CREATE INDEX "flow_tasks_person_id_state_opened_at_idx" ON "flow_tasks"("person_id", "state", "opened_at" DESC);
CREATE INDEX "flow_tasks_instance_id_idx" ON "flow_tasks"("instance_id");

CREATE TABLE "flow_incidents" (
  "key" TEXT NOT NULL,
  "token" TEXT NOT NULL,
  "instance_id" UUID NOT NULL,
  "reason" TEXT NOT NULL,
  "people" UUID[],
  "opened_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "flow_incidents_pkey" PRIMARY KEY ("key"),
  CONSTRAINT "flow_incidents_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "flow_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "flow_incidents_instance_id_idx" ON "flow_incidents"("instance_id");

CREATE TABLE "delegations" (
  "id" UUID NOT NULL,
  "from_id" UUID NOT NULL,
  "to_id" UUID NOT NULL,
  "starts_at" TIMESTAMPTZ(3) NOT NULL,
  "ends_at" TIMESTAMPTZ(3) NOT NULL,
  "flows" TEXT[],
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "delegations_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "delegations_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "delegations_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "delegations_values" CHECK ("starts_at" < "ends_at" AND "from_id" <> "to_id")
);
CREATE INDEX "delegations_from_id_ends_at_idx" ON "delegations"("from_id", "ends_at");
