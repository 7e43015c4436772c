-- What a health record said before it was changed, sealed as it was; erased with the record when she takes her consent back.
CREATE TABLE "customer_health_versions" (
    "customer_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "content_cipher" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "staff_id" UUID,

    CONSTRAINT "customer_health_versions_pkey" PRIMARY KEY ("customer_id","version")
);
ALTER TABLE "customer_health_versions" ADD CONSTRAINT "customer_health_versions_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "customer_health_versions" ADD CONSTRAINT "customer_health_versions_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE;
