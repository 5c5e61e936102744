-- plan_sums -- what the plan comes to, in numbers that need no order
SELECT
  p.action,
  COUNT(*),
  SUM((p.file * 7919 + p.line * 104729 + COALESCE(p.customer_id, 0) * 1299709 + p.changed * 15485863) %% %(prime)s),
  SUM(COALESCE(c.version, 0) %% %(prime)s)
FROM {plan} AS p
LEFT JOIN customer AS c ON p.action = 'update' AND c.id = p.customer_id
GROUP BY p.action
UNION ALL
SELECT 'staged', COUNT(*), SUM((file * 7919 + line * 104729) %% %(prime)s), 0
FROM {staging};
