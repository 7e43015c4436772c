CREATE TABLE "coupon_templates" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "terms" JSONB NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "staff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "coupon_templates_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "coupons" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "template_id" UUID NOT NULL,
    "terms" JSONB NOT NULL,
    "customer_id" UUID NOT NULL,
    "push_id" UUID,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "valid_until" DATE NOT NULL,
    "used_order_id" UUID,
    "used_at" TIMESTAMPTZ(3),
    "used_fen" INTEGER NOT NULL DEFAULT 0,
    "seen_at" TIMESTAMPTZ(3),
    "staff_id" UUID,

    CONSTRAINT "coupons_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "pushes" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "template_id" UUID NOT NULL,
    "terms" JSONB NOT NULL,
    "audience" JSONB NOT NULL,
    "wording" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "staff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pushes_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "push_recipients" (
    "push_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "event_id" UUID,
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "push_recipients_pkey" PRIMARY KEY ("push_id","customer_id")
);
CREATE TABLE "advertising_refusals" (
    "customer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "advertising_refusals_pkey" PRIMARY KEY ("customer_id")
);

CREATE UNIQUE INDEX "coupon_templates_name_key" ON "coupon_templates"("name");
CREATE UNIQUE INDEX "coupons_code_key" ON "coupons"("code");
CREATE INDEX "coupons_customer_id_idx" ON "coupons"("customer_id");
CREATE INDEX "coupons_template_id_customer_id_idx" ON "coupons"("template_id", "customer_id");
CREATE INDEX "coupons_used_order_id_idx" ON "coupons"("used_order_id");
CREATE UNIQUE INDEX "coupons_push_id_customer_id_key" ON "coupons"("push_id", "customer_id");
CREATE INDEX "pushes_created_at_idx" ON "pushes"("created_at" DESC);
CREATE INDEX "push_recipients_customer_id_idx" ON "push_recipients"("customer_id");

ALTER TABLE "coupons" ADD CONSTRAINT "coupons_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "coupon_templates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "coupons" ADD CONSTRAINT "coupons_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "coupons" ADD CONSTRAINT "coupons_push_id_fkey" FOREIGN KEY ("push_id") REFERENCES "pushes"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "coupons" ADD CONSTRAINT "coupons_used_order_id_fkey" FOREIGN KEY ("used_order_id") REFERENCES "orders"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "pushes" ADD CONSTRAINT "pushes_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "coupon_templates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "push_recipients" ADD CONSTRAINT "push_recipients_push_id_fkey" FOREIGN KEY ("push_id") REFERENCES "pushes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "push_recipients" ADD CONSTRAINT "push_recipients_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "advertising_refusals" ADD CONSTRAINT "advertising_refusals_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE coupons ADD CONSTRAINT coupons_used_complete CHECK (used_fen >= 0 AND (used_order_id IS NULL) = (used_at IS NULL) AND (used_order_id IS NOT NULL OR used_fen = 0));
ALTER TABLE pushes ADD CONSTRAINT pushes_state_known CHECK (state IN ('scheduled', 'sending', 'done', 'cancelled'));
ALTER TABLE push_recipients ADD CONSTRAINT push_recipients_values
  CHECK (state IN ('waiting', 'given', 'skipped') AND (state = 'given') = (event_id IS NOT NULL) AND (state = 'skipped') = (reason IS NOT NULL));
CREATE INDEX push_recipients_waiting ON push_recipients (push_id, customer_id) WHERE state = 'waiting';
