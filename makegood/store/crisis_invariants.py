"""The invariants of crisis cases in the database, one query each: what is found is wrong."""

from makegood.rules.subject import SHOWN

CRISIS_INVARIANTS = {
    "an active case stands for its source": """
        SELECT c.case_id FROM crisis c LEFT JOIN crisis_source s ON s.case_id = c.case_id
        WHERE c.active AND s.case_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM timeline t
            WHERE t.claim_id = 'crisis:' || c.case_id AND t.stage_to = 'reopened'
        ) ORDER BY c.case_id
    """,
    "a page is in the book once": """
        SELECT key FROM page GROUP BY key HAVING count(*) > 1 ORDER BY key
    """,
    "nobody is paged for a case that is over": """
        SELECT p.key FROM page p JOIN crisis c ON c.case_id = p.case_id
        WHERE p.made_at > c.ended_at ORDER BY p.key
    """,
    "no page waits longer than it has to": """
        SELECT key FROM page WHERE (state IN ('pending', 'sending') AND state_at < :oldest)
        OR (state IN ('bundled', 'deferred') AND until < :oldest) ORDER BY key
    """,
    "a text is published once": """
        SELECT case_id || ' ' || sha256 FROM publication
        GROUP BY case_id, sha256 HAVING count(*) > 1 ORDER BY 1
    """,
    "what was published had been approved": f"""
        SELECT p.case_id || ' ' || p.key FROM publication p
        WHERE p.published_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM timeline t
            WHERE t.claim_id = 'crisis:' || p.case_id AND t.what = 'statement_released'
            AND t.evidence = p.key || ' ' || substr(p.sha256, 1, {SHOWN})
        ) ORDER BY 1
    """,
    "only an active case owes an audience word": """
        SELECT DISTINCT c.case_id FROM crisis c JOIN crisis_awaiting a ON a.case_id = c.case_id
        WHERE NOT c.active AND a.what LIKE 'tell %' ORDER BY c.case_id
    """,
    "a case that has ended waits on nobody": """
        SELECT DISTINCT c.case_id FROM crisis c JOIN crisis_awaiting a ON a.case_id = c.case_id
        WHERE c.ended_at IS NOT NULL ORDER BY c.case_id
    """,
    "a merged case goes on in another": """
        SELECT c.case_id FROM crisis c LEFT JOIN crisis other ON other.case_id = c.merged_into
        WHERE c.merged_into <> '' AND other.case_id IS NULL ORDER BY c.case_id
    """,
    "lists say nothing of what a restricted case is about": """
        SELECT c.case_id FROM crisis c LEFT JOIN crisis_likeness l ON l.case_id = c.case_id
        WHERE c.restricted AND (
            c.headline <> '' OR c.crisis_class <> '' OR c.customer_id <> ''
            OR l.case_id IS NOT NULL
        ) ORDER BY c.case_id
    """,
}
"""What must be true of every crisis case, by name, with the query that finds where it is not.

An active case without its source has lost it to another one that is open for the same source; of
cases that were reopened only the newest may have it. The database holds a text's hash, not its
text: a text was approved where the word to publish it was given, which rules give to none other.
"""
