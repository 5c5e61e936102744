-- Whether a plan is still the one that a person was shown. {plan} and {staging} are the import's tables.

-- plan_sums -- What the plan comes to, in numbers that need no order: per action its rows, and their places times what
-- happens there, so that two rows which only change places are seen.
SELECT
    p.action,
    COUNT(*),
    SUM(
        (p.file * 7919 + p.line * 104729) %% %(prime)s
        * ((COALESCE(p.customer_id, 0) * 1299709 + COALESCE(p.changed, 0) * 15485863 + COALESCE(c.version, 0)) %% 65521)
        %% %(prime)s
    )
FROM {plan} AS p
LEFT JOIN customer AS c ON p.action = 'update' AND c.id = p.customer_id
GROUP BY p.action
UNION ALL
SELECT 'staged', COUNT(*), SUM((file * 7919 + line * 104729) %% %(prime)s) FROM {staging}
