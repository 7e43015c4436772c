-- 技师确认 is a flow that the shop can change: who is asked whether they take a booking, for how long, and what follows. A booking keeps which
-- instance asks for which of its parts, and who has taken it; what was asked and answered are that flow's to-dos.
INSERT INTO definitions (id, kind, title, store_id, current, "on", draft_rev, created_at, updated_at)
VALUES ('core.flow.acceptance', 'flow', '技师确认', NULL, 1, TRUE, 0, now(), now()) ON CONFLICT (id) DO NOTHING;
INSERT INTO definition_versions (definition_id, version, title, body, note, at)
SELECT 'core.flow.acceptance', 1, '技师确认', $flow$
{
  "entity": "booking",
  "kind": "business",
  "start": {
    "on": "system",
    "what": "acceptance"
  },
  "entry": "ask",
  "nodes": {
    "ask": {
      "kind": "approval",
      "title": "技师确认",
      "note": "接下这个预约",
      "mode": "or",
      "who": {
        "anyOf": [
          {
            "path": "chosen"
          },
          {
            "skillOf": "service",
            "scope": "store",
            "free": true
          }
        ]
      },
      "allow": [
        "transfer"
      ],
      "approve": "accept",
      "reject": "pass",
      "dueAt": "acceptBy",
      "onDue": {
        "goto": "late"
      },
      "empty": "admin"
    },
    "accept": {
      "kind": "action",
      "title": "接单",
      "do": {
        "do": "call",
        "verb": "booking.accept"
      },
      "next": "accepted"
    },
    "pass": {
      "kind": "action",
      "title": "没有人接",
      "note": "按服务的设置：改问下一位，或放回时间",
      "do": {
        "do": "call",
        "verb": "booking.passOn",
        "args": {
          "reason": "nobody"
        }
      },
      "next": "still"
    },
    "late": {
      "kind": "action",
      "title": "没有人及时答复",
      "note": "按服务的设置：改问下一位，或放回时间",
      "do": {
        "do": "call",
        "verb": "booking.passOn",
        "args": {
          "reason": "timeout"
        }
      },
      "next": "still"
    },
    "still": {
      "kind": "branch",
      "title": "还有人可以问吗",
      "rows": [
        {
          "label": "有，接着问",
          "if": {
            "f": "state",
            "op": "eq",
            "v": "requested"
          },
          "to": "ask"
        }
      ],
      "else": "released"
    },
    "accepted": {
      "kind": "end",
      "title": "已接单",
      "result": "accepted"
    },
    "released": {
      "kind": "end",
      "title": "没有人接，时间已放回",
      "result": "released"
    }
  },
  "vars": {
    "part": "text"
  },
  "maxVisits": 50,
  "withdraw": "never",
  "owner": {
    "role": "manager",
    "scope": "store"
  }
}
$flow$::jsonb, '随系统提供', now()
WHERE NOT EXISTS (SELECT 1 FROM definition_versions WHERE definition_id = 'core.flow.acceptance');

CREATE TABLE "acceptance_rounds" (
  "instance_id" UUID NOT NULL,
  "booking_id" UUID NOT NULL,
  "role_key" TEXT NOT NULL,
  "taken_unit_id" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "withdrawn_at" TIMESTAMPTZ(3),
  CONSTRAINT "acceptance_rounds_pkey" PRIMARY KEY ("instance_id"),
  CONSTRAINT "acceptance_rounds_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "flow_instances"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "acceptance_rounds_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "bookings"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "acceptance_rounds_taken_unit_id_fkey" FOREIGN KEY ("taken_unit_id") REFERENCES "resource_units"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
-- One question about a part at a time, so that one yes is the yes.
CREATE UNIQUE INDEX "acceptance_rounds_one_live" ON "acceptance_rounds"("booking_id", "role_key") WHERE "withdrawn_at" IS NULL;
CREATE INDEX "acceptance_rounds_booking_id_idx" ON "acceptance_rounds"("booking_id");

-- What was asked before: one instance a part, running where somebody may still answer, ended everywhere else.
CREATE TEMP TABLE old_rounds ON COMMIT DROP AS
SELECT o.booking_id, o.role_key, gen_random_uuid() AS id, min(o.created_at) AS created_at, max(COALESCE(o.answered_at, o.created_at)) AS ended_at,
  (array_agg(o.unit_id) FILTER (WHERE o.state = 'accepted'))[1] AS taken,
  b.state = 'requested' AND bool_or(o.state = 'open') AS live, NOT bool_or(o.state IN ('open', 'accepted', 'declined', 'lost', 'expired')) AS gone
FROM acceptance_offers o JOIN bookings b ON b.id = o.booking_id GROUP BY o.booking_id, o.role_key, b.state;

INSERT INTO flow_instances (id, flow_id, version, title, store_id, entity, subject_id, customer_id, start_key, status, result, single, state, waits, created_at, updated_at, ended_at)
SELECT r.id, 'core.flow.acceptance', 1, (b.terms->>'serviceName') || ' ' || b.contact_name, b.store_id, 'booking', b.id::text, b.customer_id,
  'core.flow.acceptance/before:' || b.id || '/' || r.role_key, CASE WHEN r.live THEN 'running' ELSE 'done' END,
  CASE WHEN r.live THEN NULL WHEN r.taken IS NOT NULL THEN 'accepted' ELSE 'released' END, FALSE,
  jsonb_build_object('id', r.id, 'def', jsonb_build_object('id', 'core.flow.acceptance', 'version', 1), 'subject', jsonb_build_object('entity', 'booking', 'id', b.id),
    'status', CASE WHEN r.live THEN 'running' ELSE 'done' END, 'vars', jsonb_build_object('part', r.role_key), 'decisions', '{}'::jsonb, 'visits', jsonb_build_object('ask', 1),
    'forks', '{}'::jsonb, 'seen', '[]'::jsonb, 'agreed', '[]'::jsonb, 'seq', 0,
    'tokens', CASE WHEN r.live THEN jsonb_build_array(jsonb_build_object('key', r.id || '/ask/1', 'node', 'ask', 'visit', 1, 'scope', '[]'::jsonb, 'state', 'people',
      'since', (extract(epoch FROM r.created_at) * 1000)::bigint, 'turn', 1, 'timers', jsonb_build_object(r.id || '/ask/1#due', (extract(epoch FROM b.accept_by) * 1000)::bigint),
      'lines', COALESCE((SELECT jsonb_agg(jsonb_build_object('todos', jsonb_build_array(jsonb_build_object('person', u.staff_id, 'state', CASE o.state WHEN 'open' THEN 'open' ELSE 'refused' END))) ORDER BY o.created_at, o.id)
        FROM acceptance_offers o JOIN resource_units u ON u.id = o.unit_id WHERE o.booking_id = r.booking_id AND o.role_key = r.role_key AND u.staff_id IS NOT NULL AND o.state IN ('open', 'declined')), '[]'::jsonb))) ELSE '[]'::jsonb END)
  || CASE WHEN r.live THEN '{}'::jsonb ELSE jsonb_build_object('result', CASE WHEN r.taken IS NOT NULL THEN 'accepted' ELSE 'released' END) END,
  CASE WHEN r.live THEN ARRAY[b.id::text] ELSE ARRAY[]::text[] END, r.created_at, r.ended_at, CASE WHEN r.live THEN NULL ELSE r.ended_at END
FROM old_rounds r JOIN bookings b ON b.id = r.booking_id;

INSERT INTO flow_timers (key, instance_id, due_at, state)
SELECT r.id || '/ask/1#due', r.id, b.accept_by, 'live' FROM old_rounds r JOIN bookings b ON b.id = r.booking_id WHERE r.live;

INSERT INTO flow_tasks (token, person_id, instance_id, node, kind, title, state, how, by_id, due_at, opened_at, ended_at)
SELECT r.id || '/ask/1', u.staff_id, r.id, 'ask', 'approval', '技师确认',
  CASE WHEN o.state = 'open' AND r.live THEN 'open' WHEN o.state IN ('accepted', 'declined') THEN 'done' ELSE 'closed' END,
  CASE WHEN o.state = 'open' AND r.live THEN NULL ELSE CASE o.state WHEN 'accepted' THEN 'approve' WHEN 'declined' THEN 'reject' WHEN 'lost' THEN 'settled' WHEN 'expired' THEN 'settled' ELSE 'ended' END END,
  CASE WHEN o.state = 'lost' THEN w.staff_id END, CASE WHEN o.state = 'open' THEN b.accept_by END, o.created_at,
  CASE WHEN o.state = 'open' AND r.live THEN NULL ELSE COALESCE(o.answered_at, o.created_at) END
FROM acceptance_offers o JOIN old_rounds r ON r.booking_id = o.booking_id AND r.role_key = o.role_key JOIN bookings b ON b.id = o.booking_id
  JOIN resource_units u ON u.id = o.unit_id AND u.staff_id IS NOT NULL LEFT JOIN resource_units w ON w.id = r.taken
ON CONFLICT DO NOTHING;

INSERT INTO acceptance_rounds (instance_id, booking_id, role_key, taken_unit_id, created_at, withdrawn_at)
SELECT id, booking_id, role_key, taken, created_at, CASE WHEN gone THEN ended_at END FROM old_rounds;

DROP TABLE acceptance_offers;

-- 派单情况: what became of everybody who was asked about a part of a booking, told by the to-dos of the flow that asked. Whoever was asked
-- again in a later round is told by that.
CREATE VIEW acceptance_offers AS
SELECT DISTINCT ON (r.booking_id, r.role_key, u.id)
  t.token AS id, r.instance_id, r.booking_id, r.role_key, u.id AS unit_id, t.person_id,
  CASE
    WHEN r.taken_unit_id = u.id THEN CASE WHEN r.withdrawn_at IS NULL THEN 'accepted' ELSE 'withdrawn' END
    WHEN t.how = 'reject' THEN 'declined'
    WHEN t.state = 'held' THEN CASE WHEN EXISTS (SELECT 1 FROM acceptance_rounds x WHERE x.booking_id = r.booking_id AND x.taken_unit_id = u.id AND x.withdrawn_at IS NULL) THEN 'withdrawn' ELSE 'expired' END
    WHEN t.state = 'open' AND r.withdrawn_at IS NULL THEN 'open'
    WHEN t.how = 'settled' THEN CASE WHEN t.by_id IS NULL THEN 'expired' ELSE 'lost' END
    ELSE 'withdrawn'
  END AS state,
  t.opened_at AS created_at, t.ended_at AS answered_at
FROM acceptance_rounds r
  JOIN flow_tasks t ON t.instance_id = r.instance_id AND t.kind = 'approval'
  JOIN resource_units u ON u.staff_id = COALESCE(t.instead_of_id, t.person_id)
ORDER BY r.booking_id, r.role_key, u.id, t.opened_at DESC, t.token DESC;
