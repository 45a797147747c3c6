"""The invariants of what comes in and goes out by doors: webhooks, and seals of decisions."""

DOOR_INVARIANTS = {
    "a webhook that was given up is a dead letter": """
        SELECT d.id FROM hook_delivery d LEFT JOIN dead_letter l
        ON l.kind = 'webhook' AND l.payload LIKE '%' || d.id || '%'
        WHERE d.state = 'dead' AND l.number IS NULL ORDER BY d.id
    """,
    "a delivery is of an event and of a webhook": """
        SELECT d.id FROM hook_delivery d
        LEFT JOIN hook h ON h.id = d.hook_id LEFT JOIN hook_event e ON e.id = d.event_id
        WHERE h.id IS NULL OR e.id IS NULL ORDER BY d.id
    """,
    "what came in and cannot be done is a dead letter": """
        SELECT i.source || ' ' || i.id FROM hook_in i LEFT JOIN dead_letter l
        ON l.kind = 'webhook ' || i.source AND l.payload = i.body
        WHERE i.state = 'dead' AND l.number IS NULL ORDER BY 1
    """,
    "a decision that was taken under a seal can be proven": """
        SELECT t.claim_id || ' ' || t.number FROM timeline t
        LEFT JOIN seal s ON s.number = t.evidence AND s.code = ''
        WHERE t.what = 'seal_verified' AND s.number IS NULL ORDER BY 1
    """,
}
"""What must be true of webhooks and seals, by name, with the query that finds where it is not."""
