-- forget_sessions -- of people who are signed out by now
DELETE FROM django_session
WHERE expire_date < {now}

-- forget_counts -- of tries to sign in that do not count any more; they hold addresses
DELETE FROM cache
WHERE expires < {now}
