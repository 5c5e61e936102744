-- What a plan would delete and rename. {plan} and {staging} are the import's tables, {accepted} the files that may go in.

-- cleared -- Per file, how many stored values of each field would be deleted.
SELECT p.file, {sums}
FROM {plan} AS p
JOIN {staging} AS s ON s.file = p.file AND s.line = p.line
WHERE p.action = 'update' AND p.file IN ({accepted})
GROUP BY p.file

-- filled -- How many of the customers that would be updated have a value in each field.
SELECT {counts}
FROM {plan} AS p
JOIN customer AS c ON c.id = p.customer_id
WHERE p.action = 'update' AND p.file IN ({accepted})

-- other_names -- Updates that change both names of a person, or the name of a company: old and new.
SELECT p.file, p.line, s.lastname, s.firstname, s.company, c.lastname AS stored_lastname,
    c.firstname AS stored_firstname, c.company AS stored_company
FROM {plan} AS p
JOIN {staging} AS s ON s.file = p.file AND s.line = p.line
JOIN customer AS c ON c.id = p.customer_id
WHERE p.action = 'update' AND p.file IN ({accepted}) AND (
    p.changed & {both_names} = {both_names} AND s.lastname IS NOT NULL AND s.firstname IS NOT NULL
    OR p.changed & {company} <> 0 AND s.company IS NOT NULL AND c.company IS NOT NULL
)
