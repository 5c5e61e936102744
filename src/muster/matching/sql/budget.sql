-- What a plan would delete, rename and shuffle. {plan} and {staging} are the import's tables, {accepted} the files that
-- may go in. CROSS JOIN keeps SQLite to the order written.

-- audit -- Per file and field: stored values that would be deleted, values that the updated customers have, and by how
-- many letters what is written is longer than what it replaces.
SELECT p.file, {aggregates}
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE p.action = 'update' AND p.file IN ({accepted})
    AND s.file = p.file AND s.line = p.line AND c.id = p.customer_id
GROUP BY p.file

-- unmoved -- Values of a field that go away or come in: none of them if the values only change places.
SELECT COUNT(*) FROM (
    SELECT value FROM (
        SELECT s.{field} AS value, 1 AS balance
        FROM {plan} AS p CROSS JOIN {staging} AS s
        WHERE p.action = 'update' AND p.file IN ({accepted}) AND p.changed & %(bit)s <> 0
            AND s.file = p.file AND s.line = p.line
        UNION ALL
        SELECT c.{field} AS value, -1 AS balance
        FROM {plan} AS p CROSS JOIN customer AS c
        WHERE p.action = 'update' AND p.file IN ({accepted}) AND p.changed & %(bit)s <> 0 AND c.id = p.customer_id
    ) AS both_sides
    GROUP BY value HAVING SUM(balance) <> 0
) AS unbalanced

-- other_names -- Updates that change both names of a person, or the name of a company: old and new.
SELECT p.file, p.line, s.lastname, s.firstname, s.company, c.lastname AS stored_lastname,
    c.firstname AS stored_firstname, c.company AS stored_company
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE p.action = 'update' AND p.file IN ({accepted})
    AND (p.changed & {both_names} = {both_names} OR p.changed & {company} <> 0)
    AND s.file = p.file AND s.line = p.line AND c.id = p.customer_id AND (
        p.changed & {both_names} = {both_names} AND s.lastname IS NOT NULL AND s.firstname IS NOT NULL
        OR p.changed & {company} <> 0 AND s.company IS NOT NULL AND c.company IS NOT NULL
    )
