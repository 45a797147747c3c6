"""The invariants of watches in the database, one query each: what is found is wrong."""

WATCH_INVARIANTS = {
    "every mention has one decision, or is young": """
        SELECT m.watch || ' ' || m.number FROM watch_mention m
        LEFT JOIN watch_decision d
        ON d.watch = m.watch AND d.detector = '' AND d.mention = m.number
        WHERE m.taken_at < :oldest GROUP BY m.watch, m.number
        HAVING count(d.number) <> 1 ORDER BY 1
    """,
    "a mention is decided where a decision stands": """
        SELECT m.watch || ' ' || m.number FROM watch_mention m
        WHERE m.decided <> EXISTS (
            SELECT 1 FROM watch_decision d
            WHERE d.watch = m.watch AND d.detector = '' AND d.mention = m.number
        ) ORDER BY 1
    """,
    "a case hears of what concerns it, or that is young": """
        SELECT watch || ' ' || number FROM watch_decision
        WHERE NOT told AND decided_at < :oldest ORDER BY 1
    """,
    "every case that a watch opened is there": """
        SELECT d.watch || ' ' || d.case_id FROM watch_decision d
        LEFT JOIN crisis c ON c.case_id = d.case_id
        WHERE d.act = 'open' AND d.detector = '' AND d.told AND d.decided_at < :oldest
        AND c.case_id IS NULL ORDER BY 1
    """,
    "nobody acts on what a shadow says": """
        SELECT d.watch || ' ' || d.number FROM watch_decision d
        WHERE d.detector <> '' AND NOT d.told ORDER BY 1
    """,
}
"""What must be true of every watch, by name, with the query that finds where it is not.

Mentions are named by their numbers: an id of a source may be a person's name.
"""
