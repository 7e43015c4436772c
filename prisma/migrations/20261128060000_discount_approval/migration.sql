-- 折扣审批 is a flow that the shop can change: who is asked about a discount beyond the seller's limit, and what follows when nobody answers.
-- Orders that wait already are asked about by it within a minute of the start (orders.unasked).
INSERT INTO definitions (id, kind, title, store_id, current, "on", draft_rev, created_at, updated_at)
VALUES ('core.flow.discount', 'flow', '折扣审批', NULL, 1, TRUE, 0, now(), now()) ON CONFLICT (id) DO NOTHING;
INSERT INTO definition_versions (definition_id, version, title, body, note, at)
SELECT 'core.flow.discount', 1, '折扣审批', $flow$
{
  "entity": "order",
  "kind": "business",
  "start": {
    "on": "verb",
    "verb": "order.created",
    "when": {
      "f": "phase",
      "op": "eq",
      "v": "waiting"
    }
  },
  "entry": "ask",
  "nodes": {
    "ask": {
      "kind": "approval",
      "title": "折扣审批",
      "note": "优惠超过开单人的权限",
      "mode": "or",
      "who": {
        "role": "manager",
        "scope": "store"
      },
      "allow": [
        "transfer"
      ],
      "approve": "yes",
      "reject": "no",
      "due": {
        "after": {
          "n": 24,
          "unit": "hour"
        },
        "clock": "hours"
      },
      "onDue": {
        "to": {
          "role": "headquarters",
          "scope": "store"
        }
      },
      "empty": "admin",
      "self": "supervisor"
    },
    "yes": {
      "kind": "action",
      "title": "订单生效",
      "do": {
        "do": "call",
        "verb": "order.approve"
      },
      "next": "approved"
    },
    "no": {
      "kind": "action",
      "title": "订单不成立",
      "do": {
        "do": "call",
        "verb": "order.reject"
      },
      "next": "rejected"
    },
    "approved": {
      "kind": "end",
      "title": "已通过",
      "result": "approved"
    },
    "rejected": {
      "kind": "end",
      "title": "未通过",
      "result": "rejected"
    }
  },
  "vars": {},
  "maxVisits": 20,
  "withdraw": "never",
  "owner": {
    "role": "headquarters",
    "scope": "store"
  }
}
$flow$::jsonb, '随系统提供', now()
WHERE NOT EXISTS (SELECT 1 FROM definition_versions WHERE definition_id = 'core.flow.discount');
