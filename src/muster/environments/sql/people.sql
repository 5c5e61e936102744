-- administrators -- who may change the connections of an environment, and how they want to hear of imports
SELECT p.email, COALESCE(p.language, e.language), m.notify_when
FROM member AS m
JOIN person AS p ON p.id = m.user_id
JOIN environment AS e ON e.id = m.environment_id
WHERE m.environment_id = %(environment_id)s AND m.role = 'administrator' AND p.is_active
ORDER BY p.id
