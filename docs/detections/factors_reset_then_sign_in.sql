-- All factors of somebody were reset, and within an hour somebody signed in from an address that had not been seen.
-- Look: call the person by another way. End: docs/runbooks/stolen-device.md
CREATE TEMP VIEW factors_reset_then_sign_in AS
WITH seen AS MATERIALIZED (
  SELECT published, uuid, eventType, actorId AS actor,
         ipAddress AS address, json_extract(target, '$[0].id') AS target
    FROM system_log_events
   WHERE eventType IN ('user.mfa.factor.reset_all', 'user.session.start')
     AND published >= (SELECT since FROM detection_window)
)
SELECT s.published, u.login AS who, s.address AS what, 'factors reset ' || r.published AS why, s.uuid
  FROM seen r JOIN seen s ON s.actor = r.target JOIN users u ON u.id = s.actor
 WHERE r.eventType = 'user.mfa.factor.reset_all' AND s.eventType = 'user.session.start'
   AND julianday(s.published) - julianday(r.published) BETWEEN 0 AND 1.0 / 24
   AND NOT EXISTS (SELECT 1 FROM seen b WHERE b.eventType = 'user.session.start' AND b.actor = s.actor
                      AND b.address = s.address AND b.published < r.published);
