-- Kinds of records that a shop makes up, their records, and the forms that write them: handed in by staff or by links.
CREATE TABLE "record_types" (
  "entity" TEXT NOT NULL,
  "definition_id" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "spec" JSONB NOT NULL,
  "retired_at" TIMESTAMPTZ(3),
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "record_types_pkey" PRIMARY KEY ("entity"),
  CONSTRAINT "record_types_definition_id_fkey" FOREIGN KEY ("definition_id") REFERENCES "definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "record_types_definition_id_key" ON "record_types"("definition_id");

CREATE TABLE "records" (
  "id" UUID NOT NULL,
  "entity" TEXT NOT NULL,
  "store_id" UUID,
  "owner_id" UUID,
  "parent_id" UUID,
  "parent_slot" TEXT,
  "position" INTEGER NOT NULL DEFAULT 0,
  "custom" JSONB NOT NULL DEFAULT '{}',
  "search" TEXT NOT NULL DEFAULT '',
  "version" INTEGER NOT NULL DEFAULT 1,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  "deleted_at" TIMESTAMPTZ(3),
  CONSTRAINT "records_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "records_entity_fkey" FOREIGN KEY ("entity") REFERENCES "record_types"("entity") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "records_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "records_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "records_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "records"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "records_values" CHECK (("parent_id" IS NULL) = ("parent_slot" IS NULL) AND jsonb_typeof("custom") = 'object' AND "version" > 0)
);
CREATE INDEX "records_entity_created_at_id_idx" ON "records"("entity", "created_at" DESC, "id" DESC);
CREATE INDEX "records_parent_id_parent_slot_position_idx" ON "records"("parent_id", "parent_slot", "position");

-- What a record links to: rows, so that they can be joined, counted and found from the other side.
CREATE TABLE "record_links" (
  "from_id" UUID NOT NULL,
  "field_id" TEXT NOT NULL,
  "to_entity" TEXT NOT NULL,
  "to_id" TEXT NOT NULL,
  "position" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "record_links_pkey" PRIMARY KEY ("from_id", "field_id", "to_id"),
  CONSTRAINT "record_links_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "records"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "record_links_to_entity_to_id_idx" ON "record_links"("to_entity", "to_id");

-- One row a value that must not come twice: two who race for it meet its primary key.
CREATE TABLE "record_uniques" (
  "entity" TEXT NOT NULL,
  "field_id" TEXT NOT NULL,
  "scope_id" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "record_id" UUID NOT NULL,
  CONSTRAINT "record_uniques_pkey" PRIMARY KEY ("entity", "field_id", "scope_id", "value"),
  CONSTRAINT "record_uniques_record_id_fkey" FOREIGN KEY ("record_id") REFERENCES "records"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "record_uniques_record_id_idx" ON "record_uniques"("record_id");

CREATE TABLE "form_links" (
  "id" UUID NOT NULL,
  "token_hash" TEXT NOT NULL,
  "form_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "channel" TEXT NOT NULL DEFAULT '',
  "store_id" UUID,
  "expires_at" TIMESTAMPTZ(3),
  "max_uses" INTEGER,
  "used" INTEGER NOT NULL DEFAULT 0,
  "revoked_at" TIMESTAMPTZ(3),
  "staff_id" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "form_links_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "form_links_form_id_fkey" FOREIGN KEY ("form_id") REFERENCES "definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "form_links_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "form_links_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "form_links_values" CHECK ("kind" IN ('open', 'one_time') AND "used" >= 0 AND ("max_uses" IS NULL OR "used" <= "max_uses") AND ("kind" <> 'one_time' OR "used" <= 1))
);
CREATE UNIQUE INDEX "form_links_token_hash_key" ON "form_links"("token_hash");
CREATE INDEX "form_links_form_id_created_at_idx" ON "form_links"("form_id", "created_at" DESC);

CREATE TABLE "form_submissions" (
  "id" UUID NOT NULL,
  "form_id" TEXT NOT NULL,
  "form_version" INTEGER NOT NULL,
  "client_submission_id" UUID NOT NULL,
  "link_id" UUID,
  "record_id" UUID,
  "staff_id" UUID,
  "consents" JSONB NOT NULL DEFAULT '[]',
  "held" TEXT,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "form_submissions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "form_submissions_form_id_form_version_fkey" FOREIGN KEY ("form_id", "form_version") REFERENCES "definition_versions"("definition_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "form_submissions_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "form_links"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "form_submissions_record_id_fkey" FOREIGN KEY ("record_id") REFERENCES "records"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "form_submissions_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "form_submissions_form_id_client_submission_id_key" ON "form_submissions"("form_id", "client_submission_id");
CREATE INDEX "form_submissions_record_id_at_idx" ON "form_submissions"("record_id", "at" DESC);
