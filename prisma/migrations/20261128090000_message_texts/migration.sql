-- What a message may say of a booking: who serves, as the customer reads it. `b.people_names` reads like a column.
CREATE FUNCTION people_names(b bookings) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(name, '、' ORDER BY name) FROM (
    SELECT DISTINCT u.name FROM reservations r
      JOIN resource_units u ON u.id = r.unit_id
      JOIN resource_types t ON t.id = u.type_id AND t.kind = 'person'
      WHERE r.booking_id = b.id AND r.released_at IS NULL) people
$$;

-- Texts say whose record they are about and what their variables stand for; until now a text knew the customer's name and the days left.
ALTER TABLE definition_versions DISABLE TRIGGER USER;
WITH texts AS (SELECT id FROM definitions WHERE kind = 'text')
UPDATE definition_versions v SET body = v.body || jsonb_build_object('entity', 'customer', 'variables',
    CASE WHEN v.body::text LIKE '%[name]%' THEN '{"name": {"path": "name"}}'::jsonb ELSE '{}'::jsonb END
    || CASE WHEN v.body::text LIKE '%[daysLeft]%' THEN '{"daysLeft": {"path": "@daysLeft"}}'::jsonb ELSE '{}'::jsonb END)
  FROM texts WHERE texts.id = v.definition_id AND NOT v.body ? 'entity';
ALTER TABLE definition_versions ENABLE TRIGGER USER;
WITH texts AS (SELECT id FROM definitions WHERE kind = 'text')
UPDATE definition_drafts v SET body = v.body || jsonb_build_object('entity', 'customer', 'variables',
    CASE WHEN v.body::text LIKE '%[name]%' THEN '{"name": {"path": "name"}}'::jsonb ELSE '{}'::jsonb END
    || CASE WHEN v.body::text LIKE '%[daysLeft]%' THEN '{"daysLeft": {"path": "@daysLeft"}}'::jsonb ELSE '{}'::jsonb END)
  FROM texts WHERE texts.id = v.definition_id AND NOT v.body ? 'entity';
