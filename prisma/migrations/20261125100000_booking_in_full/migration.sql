-- AlterTable
ALTER TABLE "bookings" ADD COLUMN "accept_by" TIMESTAMPTZ(3),
ADD COLUMN "addons" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "moves" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "overbook_reason" TEXT,
ADD COLUMN "overbook_staff_id" UUID,
ADD COLUMN "party_size" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN "series_id" UUID,
ADD COLUMN "ticket_id" UUID,
ADD COLUMN "waitlist_id" UUID;

-- AlterTable
ALTER TABLE "customers" ADD COLUMN "level" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "reservations" ADD COLUMN "overbooked" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "session_id" UUID;

-- AlterTable
ALTER TABLE "service_roles" ADD COLUMN "accepts" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "per_person" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "services" ADD COLUMN "accept_minutes" INTEGER NOT NULL DEFAULT 60,
ADD COLUMN "accept_timeout" TEXT NOT NULL DEFAULT 'release',
ADD COLUMN "acceptance" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN "cautions" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "level_policies" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "max_moves" INTEGER NOT NULL DEFAULT 2,
ADD COLUMN "max_party" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'appointment',
ADD COLUMN "move_until_hours" INTEGER NOT NULL DEFAULT 24,
ADD COLUMN "no_show_percent" INTEGER NOT NULL DEFAULT 100;

-- AlterTable
ALTER TABLE "shifts" ADD COLUMN "local_date" DATE,
ADD COLUMN "pattern_id" UUID;

-- AlterTable
ALTER TABLE "stores" ADD COLUMN "area_sqm" DOUBLE PRECISION,
ADD COLUMN "photo_url" TEXT,
ADD COLUMN "region_id" UUID;

-- CreateTable
CREATE TABLE "roster_patterns" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "from_date" DATE NOT NULL,
    "until_date" DATE,
    "cycle_weeks" INTEGER NOT NULL DEFAULT 1,
    "days" JSONB NOT NULL,

    CONSTRAINT "roster_patterns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roster_exceptions" (
    "id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "local_date" DATE NOT NULL,
    "spans" JSONB NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "roster_exceptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "daily_limits" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "type_id" UUID,
    "unit_id" UUID,
    "skill" TEXT,
    "service_ids" UUID[],
    "max_per_day" INTEGER NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "daily_limits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_addons" (
    "id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL DEFAULT 0,
    "price_fen" INTEGER NOT NULL,
    "role_keys" TEXT[],
    "position" INTEGER NOT NULL DEFAULT 0,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "service_addons_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "class_sessions" (
    "id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "seat_ids" UUID[],
    "state" TEXT NOT NULL DEFAULT 'scheduled',
    "label" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "class_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "acceptance_offers" (
    "id" UUID NOT NULL,
    "booking_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "role_key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "reason" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "acceptance_offers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "waitlist_entries" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "identity_id" UUID,
    "store_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "choices" JSONB NOT NULL DEFAULT '{}',
    "addon_ids" UUID[],
    "party_size" INTEGER NOT NULL DEFAULT 1,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "contact_name" TEXT NOT NULL,
    "contact_cipher" TEXT NOT NULL,
    "wedding_date" DATE,
    "note" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "offer_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "waitlist_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "booking_series" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "plan" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "booking_series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "queue_tickets" (
    "id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "service_id" UUID NOT NULL,
    "local_date" DATE NOT NULL,
    "number" INTEGER NOT NULL,
    "customer_id" UUID,
    "identity_id" UUID,
    "name" TEXT NOT NULL,
    "party_size" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "called_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "queue_tickets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_shares" (
    "customer_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "parts" TEXT[],
    "staff_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_shares_pkey" PRIMARY KEY ("customer_id","store_id")
);

-- CreateTable
CREATE TABLE "regions" (
    "id" UUID NOT NULL,
    "parent_id" UUID,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "regions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_regions" (
    "staff_id" UUID NOT NULL,
    "region_id" UUID NOT NULL,

    CONSTRAINT "staff_regions_pkey" PRIMARY KEY ("staff_id","region_id")
);

-- CreateTable
CREATE TABLE "store_seasons" (
    "id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "from_date" DATE NOT NULL,
    "until_date" DATE NOT NULL,
    "opening" JSONB NOT NULL,

    CONSTRAINT "store_seasons_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "special_days" (
    "id" UUID NOT NULL,
    "store_id" UUID,
    "local_date" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "hours" JSONB,
    "as_weekday" INTEGER,

    CONSTRAINT "special_days_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "roster_patterns_unit_id_idx" ON "roster_patterns"("unit_id");

-- CreateIndex
CREATE INDEX "roster_patterns_store_id_idx" ON "roster_patterns"("store_id");

-- CreateIndex
CREATE UNIQUE INDEX "roster_exceptions_unit_id_local_date_key" ON "roster_exceptions"("unit_id", "local_date");

-- CreateIndex
CREATE INDEX "service_addons_service_id_idx" ON "service_addons"("service_id");

-- CreateIndex
CREATE INDEX "class_sessions_store_id_starts_at_idx" ON "class_sessions"("store_id", "starts_at");

-- CreateIndex
CREATE INDEX "class_sessions_service_id_starts_at_idx" ON "class_sessions"("service_id", "starts_at");

-- CreateIndex
CREATE INDEX "acceptance_offers_unit_id_state_idx" ON "acceptance_offers"("unit_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "acceptance_offers_booking_id_unit_id_role_key_key" ON "acceptance_offers"("booking_id", "unit_id", "role_key");

-- CreateIndex
CREATE INDEX "waitlist_entries_store_id_state_created_at_idx" ON "waitlist_entries"("store_id", "state", "created_at");

-- CreateIndex
CREATE INDEX "waitlist_entries_customer_id_idx" ON "waitlist_entries"("customer_id");

-- CreateIndex
CREATE INDEX "booking_series_customer_id_idx" ON "booking_series"("customer_id");

-- CreateIndex
CREATE INDEX "queue_tickets_store_id_local_date_state_idx" ON "queue_tickets"("store_id", "local_date", "state");

-- CreateIndex
CREATE INDEX "queue_tickets_identity_id_state_idx" ON "queue_tickets"("identity_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "queue_tickets_store_id_local_date_number_key" ON "queue_tickets"("store_id", "local_date", "number");

-- CreateIndex
CREATE INDEX "customer_shares_store_id_idx" ON "customer_shares"("store_id");

-- CreateIndex
CREATE INDEX "regions_parent_id_idx" ON "regions"("parent_id");

-- CreateIndex
CREATE INDEX "staff_regions_region_id_idx" ON "staff_regions"("region_id");

-- CreateIndex
CREATE INDEX "store_seasons_store_id_idx" ON "store_seasons"("store_id");

-- CreateIndex
CREATE INDEX "special_days_local_date_idx" ON "special_days"("local_date");

-- CreateIndex
CREATE UNIQUE INDEX "special_days_store_id_local_date_key" ON "special_days"("store_id", "local_date");

-- CreateIndex
CREATE INDEX "bookings_series_id_idx" ON "bookings"("series_id");

-- CreateIndex
CREATE INDEX "bookings_waitlist_id_idx" ON "bookings"("waitlist_id");

-- CreateIndex
CREATE INDEX "bookings_state_accept_by_idx" ON "bookings"("state", "accept_by");

-- CreateIndex
CREATE INDEX "reservations_session_id_idx" ON "reservations"("session_id");

-- CreateIndex
CREATE INDEX "stores_region_id_idx" ON "stores"("region_id");

-- AddForeignKey
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_pattern_id_fkey" FOREIGN KEY ("pattern_id") REFERENCES "roster_patterns"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roster_patterns" ADD CONSTRAINT "roster_patterns_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "resource_units"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roster_patterns" ADD CONSTRAINT "roster_patterns_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roster_exceptions" ADD CONSTRAINT "roster_exceptions_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "resource_units"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roster_exceptions" ADD CONSTRAINT "roster_exceptions_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_addons" ADD CONSTRAINT "service_addons_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class_sessions" ADD CONSTRAINT "class_sessions_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class_sessions" ADD CONSTRAINT "class_sessions_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "booking_series"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_waitlist_id_fkey" FOREIGN KEY ("waitlist_id") REFERENCES "waitlist_entries"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "acceptance_offers" ADD CONSTRAINT "acceptance_offers_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "bookings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "acceptance_offers" ADD CONSTRAINT "acceptance_offers_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "resource_units"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_entries" ADD CONSTRAINT "waitlist_entries_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_entries" ADD CONSTRAINT "waitlist_entries_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waitlist_entries" ADD CONSTRAINT "waitlist_entries_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking_series" ADD CONSTRAINT "booking_series_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking_series" ADD CONSTRAINT "booking_series_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking_series" ADD CONSTRAINT "booking_series_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queue_tickets" ADD CONSTRAINT "queue_tickets_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queue_tickets" ADD CONSTRAINT "queue_tickets_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "queue_tickets" ADD CONSTRAINT "queue_tickets_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "class_sessions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_shares" ADD CONSTRAINT "customer_shares_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_shares" ADD CONSTRAINT "customer_shares_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "regions" ADD CONSTRAINT "regions_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "regions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_regions" ADD CONSTRAINT "staff_regions_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_regions" ADD CONSTRAINT "staff_regions_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "regions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "store_seasons" ADD CONSTRAINT "store_seasons_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "special_days" ADD CONSTRAINT "special_days_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stores" ADD CONSTRAINT "stores_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "regions"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- Hand-written: what Prisma's schema language cannot say. prisma/record.spec.ts checks that each of these exists.

-- A row that was laid over another one on purpose is exempt; everything else still has one owner at a time.
ALTER TABLE reservations DROP CONSTRAINT reservations_no_overlap;
ALTER TABLE reservations
  ADD CONSTRAINT reservations_no_overlap EXCLUDE USING gist (unit_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (released_at IS NULL AND NOT overbooked),
  ADD CONSTRAINT reservations_overbook_is_booked CHECK (NOT overbooked OR booking_id IS NOT NULL);

ALTER TABLE bookings DROP CONSTRAINT bookings_state_known;
ALTER TABLE bookings
  ADD CONSTRAINT bookings_state_known CHECK (state IN ('held', 'requested', 'confirmed', 'checked_in', 'in_service', 'done', 'no_show', 'cancelled', 'declined', 'expired')),
  ADD CONSTRAINT bookings_party CHECK (party_size BETWEEN 1 AND 20),
  ADD CONSTRAINT bookings_request_has_end CHECK (state <> 'requested' OR accept_by IS NOT NULL),
  -- Nobody but a member, with a reason, and never in the mini-program.
  ADD CONSTRAINT bookings_overbook_has_reason CHECK (overbook_reason IS NULL OR (length(overbook_reason) > 0 AND overbook_staff_id IS NOT NULL AND source <> 'miniapp'));

ALTER TABLE services ADD CONSTRAINT services_kinds CHECK (acceptance IN ('none', 'person', 'group') AND accept_timeout IN ('release', 'next') AND mode IN ('appointment', 'class')
  AND accept_minutes BETWEEN 1 AND 10080 AND max_party BETWEEN 1 AND 20 AND no_show_percent BETWEEN 0 AND 100 AND max_moves >= 0 AND move_until_hours >= 0);
ALTER TABLE service_addons ADD CONSTRAINT service_addons_values CHECK (minutes BETWEEN 0 AND 1440 AND minutes % 5 = 0 AND price_fen >= 0);
ALTER TABLE class_sessions ADD CONSTRAINT class_sessions_values CHECK (ends_at > starts_at AND state IN ('scheduled', 'cancelled') AND cardinality(seat_ids) > 0);
ALTER TABLE roster_patterns ADD CONSTRAINT roster_patterns_values CHECK (cycle_weeks BETWEEN 1 AND 8 AND (until_date IS NULL OR until_date >= from_date));
ALTER TABLE daily_limits ADD CONSTRAINT daily_limits_values CHECK (max_per_day >= 0 AND (type_id IS NOT NULL OR unit_id IS NOT NULL));
ALTER TABLE store_seasons ADD CONSTRAINT store_seasons_order CHECK (until_date >= from_date);
ALTER TABLE special_days ADD CONSTRAINT special_days_values CHECK (kind IN ('holiday', 'workday', 'other') AND (as_weekday IS NULL OR as_weekday BETWEEN 1 AND 7));
-- NULLs are different from each other in the unique key above; the shop's own day is one row all the same.
CREATE UNIQUE INDEX special_days_one_for_the_shop ON special_days (local_date) WHERE store_id IS NULL;
ALTER TABLE acceptance_offers ADD CONSTRAINT acceptance_offers_state_known CHECK (state IN ('open', 'accepted', 'declined', 'lost', 'expired', 'withdrawn'));
-- The first acceptance wins, whoever else was told so in the same second.
CREATE UNIQUE INDEX acceptance_offers_one_winner ON acceptance_offers (booking_id, role_key) WHERE state = 'accepted';
ALTER TABLE waitlist_entries ADD CONSTRAINT waitlist_entries_values CHECK (until_at >= from_at AND state IN ('waiting', 'offered', 'taken', 'passed', 'withdrawn', 'expired') AND (state <> 'offered' OR offer_until IS NOT NULL));
-- An entry has at most one offer on the table.
CREATE UNIQUE INDEX bookings_one_open_offer ON bookings (waitlist_id) WHERE waitlist_id IS NOT NULL AND state IN ('held', 'requested', 'confirmed');
ALTER TABLE queue_tickets ADD CONSTRAINT queue_tickets_state_known CHECK (state IN ('waiting', 'called', 'served', 'left', 'skipped'));
-- One open ticket a guest and store: a second tap gives the first one back.
CREATE UNIQUE INDEX queue_tickets_one_open ON queue_tickets (identity_id, store_id) WHERE identity_id IS NOT NULL AND state IN ('waiting', 'called');
ALTER TABLE customer_shares ADD CONSTRAINT customer_shares_parts CHECK (cardinality(parts) > 0 AND parts <@ ARRAY['profile', 'bookings', 'notes']);
-- The days that a pattern made are found by it when it is made anew.
CREATE INDEX shifts_unit_date ON shifts (unit_id, local_date) WHERE local_date IS NOT NULL;
