-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "resource_types" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "fields" JSONB NOT NULL DEFAULT '[]',
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "resource_types_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "resource_units" (
    "id" UUID NOT NULL,
    "type_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "staff_id" UUID,
    "skills" TEXT[],
    "values" JSONB NOT NULL DEFAULT '{}',
    "buffer_before_minutes" INTEGER NOT NULL DEFAULT 0,
    "buffer_after_minutes" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'active',
    "photo_url" TEXT,
    "introduction" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "resource_units_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_stores" (
    "unit_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,

    CONSTRAINT "unit_stores_pkey" PRIMARY KEY ("unit_id","store_id")
);

-- CreateTable
CREATE TABLE "shifts" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shifts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "services" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "summary" TEXT NOT NULL DEFAULT '',
    "description" TEXT NOT NULL DEFAULT '',
    "includes" TEXT[],
    "what_to_bring" TEXT NOT NULL DEFAULT '',
    "image_url" TEXT,
    "duration_minutes" INTEGER NOT NULL,
    "step_minutes" INTEGER NOT NULL DEFAULT 30,
    "lead_minutes" INTEGER NOT NULL DEFAULT 120,
    "horizon_days" INTEGER NOT NULL DEFAULT 90,
    "price_fen" INTEGER NOT NULL,
    "deposit_fen" INTEGER NOT NULL,
    "free_until_hours" INTEGER NOT NULL DEFAULT 48,
    "late_percent" INTEGER NOT NULL DEFAULT 100,
    "position" INTEGER NOT NULL DEFAULT 0,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "services_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_stores" (
    "service_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,

    CONSTRAINT "service_stores_pkey" PRIMARY KEY ("service_id","store_id")
);

-- CreateTable
CREATE TABLE "service_roles" (
    "id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type_id" UUID NOT NULL,
    "skill" TEXT,
    "offset_minutes" INTEGER NOT NULL DEFAULT 0,
    "duration_minutes" INTEGER NOT NULL,
    "customer_picks" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "service_roles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT NOT NULL,
    "store_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "identity_id" UUID,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "hold_expires_at" TIMESTAMPTZ(3),
    "contact_name" TEXT NOT NULL,
    "contact_cipher" TEXT NOT NULL,
    "contact_index" TEXT NOT NULL,
    "contact_last4" TEXT NOT NULL,
    "wedding_date" DATE,
    "note" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL,
    "price_fen" INTEGER NOT NULL,
    "deposit_fen" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "confirm_reason" TEXT,
    "cancelled_reason" TEXT,
    "refund_due_fen" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),

    CONSTRAINT "bookings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reservations" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "booking_id" UUID,
    "kind" TEXT NOT NULL DEFAULT 'booking',
    "role_key" TEXT NOT NULL DEFAULT '',
    "role_name" TEXT NOT NULL DEFAULT '',
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "serves_from" TIMESTAMPTZ(3) NOT NULL,
    "serves_until" TIMESTAMPTZ(3) NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "reservations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customers" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "member_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_pinyin" TEXT NOT NULL DEFAULT '',
    "phone_cipher" TEXT,
    "phone_index" TEXT,
    "phone_last4" TEXT,
    "phone_verified" BOOLEAN NOT NULL DEFAULT false,
    "gender" TEXT NOT NULL DEFAULT 'unknown',
    "birthday" DATE,
    "wedding_date" DATE,
    "source" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "owner_staff_id" UUID,
    "store_id" UUID,
    "next_contact_on" DATE,
    "merged_into_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_identities" (
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "unionid" TEXT,
    "customer_id" UUID,
    "name" TEXT,
    "avatar_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wecom_follows" (
    "staff_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "remark" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "wecom_follows_pkey" PRIMARY KEY ("staff_id","identity_id")
);

-- CreateTable
CREATE TABLE "tag_groups" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "colour" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "tag_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tags" (
    "id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "tags_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_tags" (
    "customer_id" UUID NOT NULL,
    "tag_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_tags_pkey" PRIMARY KEY ("customer_id","tag_id")
);

-- CreateTable
CREATE TABLE "follow_up_notes" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "next_contact_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "follow_up_notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" UUID NOT NULL,
    "occurrence_key" TEXT NOT NULL,
    "template_key" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "recipient_id" UUID NOT NULL,
    "customer_id" UUID,
    "booking_id" UUID,
    "variables" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "provider_id" TEXT,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription_grants" (
    "identity_id" UUID NOT NULL,
    "template_key" TEXT NOT NULL,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "used" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "subscription_grants_pkey" PRIMARY KEY ("identity_id","template_key")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" UUID NOT NULL,
    "booking_id" UUID NOT NULL,
    "out_trade_no" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT 'deposit',
    "amount_fen" INTEGER NOT NULL,
    "payer_openid" TEXT,
    "state" TEXT NOT NULL,
    "transaction_id" TEXT,
    "paid_fen" INTEGER NOT NULL DEFAULT 0,
    "paid_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "checks" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "out_refund_no" TEXT NOT NULL,
    "amount_fen" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "refund_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "store_id" UUID,
    "customer_id" UUID,
    "booking_id" UUID,
    "data" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "identity_id" UUID,
    "staff_id" UUID,
    "token_hash" TEXT,
    "ticket_hash" TEXT,
    "ticket_expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "actor_key" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("actor_key","key")
);

-- CreateTable
CREATE TABLE "stores" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "directions" TEXT NOT NULL DEFAULT '',
    "zone" TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "opening" JSONB NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stores_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_members" (
    "id" UUID NOT NULL,
    "wecom_user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "roles" TEXT[],
    "left_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_stores" (
    "staff_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,

    CONSTRAINT "staff_stores_pkey" PRIMARY KEY ("staff_id","store_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "resource_types_key_key" ON "resource_types"("key");

-- CreateIndex
CREATE UNIQUE INDEX "resource_units_staff_id_key" ON "resource_units"("staff_id");

-- CreateIndex
CREATE UNIQUE INDEX "resource_units_type_id_number_key" ON "resource_units"("type_id", "number");

-- CreateIndex
CREATE INDEX "unit_stores_store_id_idx" ON "unit_stores"("store_id");

-- CreateIndex
CREATE INDEX "shifts_unit_id_starts_at_idx" ON "shifts"("unit_id", "starts_at");

-- CreateIndex
CREATE INDEX "shifts_store_id_starts_at_idx" ON "shifts"("store_id", "starts_at");

-- CreateIndex
CREATE INDEX "service_stores_store_id_idx" ON "service_stores"("store_id");

-- CreateIndex
CREATE INDEX "service_roles_type_id_idx" ON "service_roles"("type_id");

-- CreateIndex
CREATE UNIQUE INDEX "service_roles_service_id_key_key" ON "service_roles"("service_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "bookings_code_key" ON "bookings"("code");

-- CreateIndex
CREATE INDEX "bookings_customer_id_starts_at_idx" ON "bookings"("customer_id", "starts_at" DESC);

-- CreateIndex
CREATE INDEX "bookings_store_id_starts_at_idx" ON "bookings"("store_id", "starts_at");

-- CreateIndex
CREATE INDEX "bookings_contact_index_idx" ON "bookings"("contact_index");

-- CreateIndex
CREATE INDEX "bookings_state_hold_expires_at_idx" ON "bookings"("state", "hold_expires_at");

-- CreateIndex
CREATE INDEX "reservations_booking_id_idx" ON "reservations"("booking_id");

-- CreateIndex
CREATE UNIQUE INDEX "customers_member_code_key" ON "customers"("member_code");

-- CreateIndex
CREATE UNIQUE INDEX "customers_phone_index_key" ON "customers"("phone_index");

-- CreateIndex
CREATE INDEX "customers_owner_staff_id_idx" ON "customers"("owner_staff_id");

-- CreateIndex
CREATE INDEX "customers_store_id_idx" ON "customers"("store_id");

-- CreateIndex
CREATE INDEX "customers_phone_last4_idx" ON "customers"("phone_last4");

-- CreateIndex
CREATE INDEX "customers_created_at_id_idx" ON "customers"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "customer_identities_unionid_idx" ON "customer_identities"("unionid");

-- CreateIndex
CREATE INDEX "customer_identities_customer_id_idx" ON "customer_identities"("customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "customer_identities_provider_subject_key" ON "customer_identities"("provider", "subject");

-- CreateIndex
CREATE INDEX "wecom_follows_identity_id_idx" ON "wecom_follows"("identity_id");

-- CreateIndex
CREATE UNIQUE INDEX "tag_groups_name_key" ON "tag_groups"("name");

-- CreateIndex
CREATE UNIQUE INDEX "tags_group_id_name_key" ON "tags"("group_id", "name");

-- CreateIndex
CREATE INDEX "customer_tags_tag_id_idx" ON "customer_tags"("tag_id");

-- CreateIndex
CREATE INDEX "follow_up_notes_customer_id_idx" ON "follow_up_notes"("customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_occurrence_key_key" ON "messages"("occurrence_key");

-- CreateIndex
CREATE INDEX "messages_booking_id_idx" ON "messages"("booking_id");

-- CreateIndex
CREATE INDEX "messages_customer_id_idx" ON "messages"("customer_id");

-- CreateIndex
CREATE INDEX "messages_state_due_at_idx" ON "messages"("state", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "payments_out_trade_no_key" ON "payments"("out_trade_no");

-- CreateIndex
CREATE UNIQUE INDEX "payments_transaction_id_key" ON "payments"("transaction_id");

-- CreateIndex
CREATE INDEX "payments_booking_id_idx" ON "payments"("booking_id");

-- CreateIndex
CREATE INDEX "payments_state_expires_at_idx" ON "payments"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_out_refund_no_key" ON "refunds"("out_refund_no");

-- CreateIndex
CREATE INDEX "refunds_payment_id_idx" ON "refunds"("payment_id");

-- CreateIndex
CREATE INDEX "refunds_state_idx" ON "refunds"("state");

-- CreateIndex
CREATE INDEX "events_customer_id_at_id_idx" ON "events"("customer_id", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "events_booking_id_idx" ON "events"("booking_id");

-- CreateIndex
CREATE INDEX "events_type_at_idx" ON "events"("type", "at");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_ticket_hash_key" ON "sessions"("ticket_hash");

-- CreateIndex
CREATE INDEX "sessions_identity_id_idx" ON "sessions"("identity_id");

-- CreateIndex
CREATE INDEX "sessions_staff_id_idx" ON "sessions"("staff_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "stores_name_key" ON "stores"("name");

-- CreateIndex
CREATE UNIQUE INDEX "staff_members_wecom_user_id_key" ON "staff_members"("wecom_user_id");

-- CreateIndex
CREATE INDEX "staff_stores_store_id_idx" ON "staff_stores"("store_id");

-- AddForeignKey
ALTER TABLE "resource_units" ADD CONSTRAINT "resource_units_type_id_fkey" FOREIGN KEY ("type_id") REFERENCES "resource_types"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resource_units" ADD CONSTRAINT "resource_units_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit_stores" ADD CONSTRAINT "unit_stores_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "resource_units"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit_stores" ADD CONSTRAINT "unit_stores_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "resource_units"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_stores" ADD CONSTRAINT "service_stores_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_stores" ADD CONSTRAINT "service_stores_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_roles" ADD CONSTRAINT "service_roles_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_roles" ADD CONSTRAINT "service_roles_type_id_fkey" FOREIGN KEY ("type_id") REFERENCES "resource_types"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "resource_units"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "bookings"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_owner_staff_id_fkey" FOREIGN KEY ("owner_staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_merged_into_id_fkey" FOREIGN KEY ("merged_into_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_identities" ADD CONSTRAINT "customer_identities_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wecom_follows" ADD CONSTRAINT "wecom_follows_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wecom_follows" ADD CONSTRAINT "wecom_follows_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "customer_identities"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tags" ADD CONSTRAINT "tags_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "tag_groups"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_tags" ADD CONSTRAINT "customer_tags_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_tags" ADD CONSTRAINT "customer_tags_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_up_notes" ADD CONSTRAINT "follow_up_notes_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscription_grants" ADD CONSTRAINT "subscription_grants_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "customer_identities"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "bookings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "customer_identities"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_stores" ADD CONSTRAINT "staff_stores_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_stores" ADD CONSTRAINT "staff_stores_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- Hand-written: what Prisma's schema language cannot say. prisma/record.spec.ts checks that each of these exists.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SEQUENCE booking_code_seq START 1001;

-- No double booking: the database has the last word on every unit, for bookings, holds, leave and repair alike.
ALTER TABLE reservations
  ADD CONSTRAINT reservations_time_order CHECK (ends_at > starts_at AND serves_from >= starts_at AND serves_until <= ends_at),
  ADD CONSTRAINT reservations_at_most_31_days CHECK (ends_at - starts_at <= interval '31 days'),
  ADD CONSTRAINT reservations_no_overlap EXCLUDE USING gist (unit_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (released_at IS NULL);
-- The look under the lock and every question about free time go through this b-tree: cost follows the days asked for.
CREATE INDEX reservations_unit_start ON reservations (unit_id, starts_at) WHERE released_at IS NULL;

ALTER TABLE bookings
  ADD CONSTRAINT bookings_time_order CHECK (ends_at > starts_at),
  ADD CONSTRAINT bookings_state_known CHECK (state IN ('held', 'confirmed', 'checked_in', 'in_service', 'done', 'no_show', 'cancelled', 'expired')),
  ADD CONSTRAINT bookings_hold_has_end CHECK (state <> 'held' OR hold_expires_at IS NOT NULL),
  ADD CONSTRAINT bookings_money CHECK (price_fen >= 0 AND deposit_fen >= 0 AND deposit_fen <= price_fen);
ALTER TABLE shifts ADD CONSTRAINT shifts_time_order CHECK (ends_at > starts_at);
ALTER TABLE services ADD CONSTRAINT services_times CHECK (duration_minutes > 0 AND step_minutes > 0 AND step_minutes % 5 = 0 AND late_percent BETWEEN 0 AND 100 AND price_fen >= 0 AND deposit_fen BETWEEN 0 AND price_fen);
ALTER TABLE payments
  ADD CONSTRAINT payments_amount CHECK (amount_fen > 0 AND paid_fen >= 0),
  ADD CONSTRAINT payments_paid_complete CHECK (state <> 'paid' OR (transaction_id IS NOT NULL AND paid_at IS NOT NULL AND paid_fen > 0));
-- A booking has at most one open or paid deposit.
CREATE UNIQUE INDEX payments_one_live_per_booking ON payments (booking_id) WHERE state IN ('created', 'pending', 'paid');
ALTER TABLE refunds ADD CONSTRAINT refunds_amount CHECK (amount_fen > 0);

-- Refunds never exceed what was paid, whoever writes them.
CREATE FUNCTION refuse_excess_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid integer; asked integer;
BEGIN
  SELECT paid_fen INTO paid FROM payments WHERE id = NEW.payment_id FOR UPDATE;
  SELECT COALESCE(sum(amount_fen), 0) INTO asked FROM refunds WHERE payment_id = NEW.payment_id AND state <> 'closed' AND id <> NEW.id;
  IF NEW.state <> 'closed' AND asked + NEW.amount_fen > paid THEN
    RAISE EXCEPTION 'refunds of payment % would exceed what was paid', NEW.payment_id USING ERRCODE = 'check_violation', CONSTRAINT = 'refunds_within_payment';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refunds_within_payment BEFORE INSERT OR UPDATE OF amount_fen, state ON refunds FOR EACH ROW EXECUTE FUNCTION refuse_excess_refund();

-- What happened stays as it happened.
CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events are never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'events_append_only';
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_event_change();
CREATE TRIGGER events_never_emptied BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change();

CREATE INDEX customers_name_search ON customers USING gin (name gin_trgm_ops);
CREATE INDEX customers_pinyin_search ON customers USING gin (name_pinyin gin_trgm_ops);
