-- 健康档案: one encrypted record a customer, kept only with her consent.

-- CreateTable
CREATE TABLE "customer_health" (
    "customer_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "content_cipher" TEXT,
    "consent_at" TIMESTAMPTZ(3),
    "consent_source" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by_staff_id" UUID,

    CONSTRAINT "customer_health_pkey" PRIMARY KEY ("customer_id"),
    -- Whatever a program does: content without a consent is not stored, and a consent says whose word it was.
    CONSTRAINT "customer_health_needs_consent" CHECK (("content_cipher" IS NULL) = ("consent_at" IS NULL)),
    CONSTRAINT "customer_health_consent_known" CHECK (("consent_at" IS NULL) = ("consent_source" IS NULL) AND COALESCE("consent_source" IN ('customer', 'staff'), TRUE))
);

-- AddForeignKey
ALTER TABLE "customer_health" ADD CONSTRAINT "customer_health_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_health" ADD CONSTRAINT "customer_health_updated_by_staff_id_fkey" FOREIGN KEY ("updated_by_staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE;
