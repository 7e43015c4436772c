ALTER TABLE "pushes" ADD COLUMN "via_members" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "push_recipients" ADD COLUMN "task_id" UUID,
ADD COLUMN "member_state" TEXT;

CREATE TABLE "push_tasks" (
    "id" UUID NOT NULL,
    "push_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "msgid" TEXT,
    "reason" TEXT,
    "checked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "push_tasks_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "push_tasks_push_id_idx" ON "push_tasks"("push_id");
CREATE INDEX "push_recipients_task_id_idx" ON "push_recipients"("task_id");

ALTER TABLE "push_recipients" ADD CONSTRAINT "push_recipients_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "push_tasks"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "push_tasks" ADD CONSTRAINT "push_tasks_push_id_fkey" FOREIGN KEY ("push_id") REFERENCES "pushes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "push_tasks" ADD CONSTRAINT "push_tasks_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE push_recipients ADD CONSTRAINT push_recipients_task
  CHECK ((task_id IS NULL) = (member_state IS NULL) AND (task_id IS NULL OR state = 'given') AND member_state IN ('waiting', 'sent', 'no_contact', 'too_many'));
ALTER TABLE push_tasks ADD CONSTRAINT push_tasks_values
  CHECK (state IN ('planned', 'asking', 'waiting', 'sent', 'failed', 'unknown') AND (state IN ('waiting', 'sent')) = (msgid IS NOT NULL) AND (state = 'failed') = (reason IS NOT NULL));
