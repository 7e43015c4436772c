ALTER TABLE "push_recipients" ADD COLUMN "left_out" TEXT;

-- What Prisma's language cannot say.
ALTER TABLE push_recipients DROP CONSTRAINT push_recipients_task;
ALTER TABLE push_recipients ADD CONSTRAINT push_recipients_task
  CHECK ((task_id IS NULL) = (member_state IS NULL) AND (task_id IS NULL OR state = 'given') AND member_state IN ('waiting', 'sent', 'no_contact', 'too_many', 'left_out')
    AND (COALESCE(member_state, '') = 'left_out') = (left_out IS NOT NULL));
