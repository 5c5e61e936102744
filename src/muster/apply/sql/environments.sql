-- environment -- one environment by its name
SELECT id, name, country, language, zone, version, settings
FROM environment
WHERE name = %(name)s;

-- environment_by_id -- one environment by its id
SELECT id, name, country, language, zone, version, settings
FROM environment
WHERE id = %(environment_id)s;

-- environments -- all of them
SELECT id, name, country, language, zone, version, settings
FROM environment
ORDER BY name;

-- add_environment -- make one, unless it is there
INSERT INTO environment (name, country, language, zone)
VALUES (%(name)s, %(country)s, %(language)s, %(zone)s)
ON CONFLICT (name) DO NOTHING;

-- lock_environment -- the first lock of every write to customers, which settles the order of all others
SELECT version
FROM environment
WHERE id = %(environment_id)s
{for_no_key_update};

-- new_version -- every write to an environment's customers makes plans for the earlier version stale
UPDATE environment
SET version = version + 1
WHERE id = %(environment_id)s;

-- change_environment -- name, country, language, zone and settings of an environment
UPDATE environment
SET name = %(name)s, country = %(country)s, language = %(language)s, zone = %(zone)s, settings = %(settings)s
WHERE id = %(environment_id)s;

-- severities -- how bad this environment finds which codes
SELECT code, severity
FROM rule_severity
WHERE environment_id = %(environment_id)s
ORDER BY code;

-- forget_severity -- back to what the catalogue says
DELETE FROM rule_severity
WHERE environment_id = %(environment_id)s AND code = %(code)s;

-- set_severity -- how bad this environment finds a code
INSERT INTO rule_severity (environment_id, code, severity)
VALUES (%(environment_id)s, %(code)s, %(severity)s);
