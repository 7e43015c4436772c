CREATE TABLE "files" (
    "id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "files_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "contract_templates" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "contract_templates_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "contracts" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "drawn_on" DATE NOT NULL,
    "file_id" UUID NOT NULL,
    "staff_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "signer_name" TEXT,
    "signed_at" TIMESTAMPTZ(3),
    "signature_id" UUID,
    "signed_file_id" UUID,

    CONSTRAINT "contracts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "files_sha256_idx" ON "files"("sha256");
CREATE UNIQUE INDEX "contract_templates_name_key" ON "contract_templates"("name");
CREATE UNIQUE INDEX "contracts_order_id_version_key" ON "contracts"("order_id", "version");
CREATE INDEX "contracts_file_id_idx" ON "contracts"("file_id");
CREATE INDEX "contracts_signed_file_id_idx" ON "contracts"("signed_file_id");
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "files"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_signature_id_fkey" FOREIGN KEY ("signature_id") REFERENCES "files"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_signed_file_id_fkey" FOREIGN KEY ("signed_file_id") REFERENCES "files"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE contracts ADD CONSTRAINT contracts_signed_complete
  CHECK ((signed_at IS NULL) = (signer_name IS NULL) AND (signed_at IS NULL) = (signature_id IS NULL) AND (signed_at IS NULL) = (signed_file_id IS NULL));
-- What a file says and what was agreed upon stays; a contract is signed once.
CREATE FUNCTION contracts_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.signed_at IS NOT NULL
     OR (NEW.id, NEW.order_id, NEW.version, NEW.name, NEW.body, NEW.text, NEW.drawn_on, NEW.file_id, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.version, OLD.name, OLD.body, OLD.text, OLD.drawn_on, OLD.file_id, OLD.created_at) THEN
    RAISE EXCEPTION 'a contract is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contracts_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contracts_kept BEFORE UPDATE OR DELETE ON contracts FOR EACH ROW EXECUTE FUNCTION contracts_keep();
CREATE FUNCTION files_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a file is never changed or deleted' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'files_kept';
END $$;
CREATE TRIGGER files_kept BEFORE UPDATE OR DELETE ON files FOR EACH ROW EXECUTE FUNCTION files_refuse_change();
