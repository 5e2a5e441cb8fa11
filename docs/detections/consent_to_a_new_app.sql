-- Somebody consented to an app that is younger than a week.
-- Look: who made the app. End: DELETE FROM grants WHERE userId = … AND clientId = …
CREATE TEMP VIEW consent_to_a_new_app AS
SELECT e.published, coalesce(json_extract(e.actor, '$.displayName'), e.actorId) AS who, a.label AS what, 'made ' || a.created AS why, e.uuid
  FROM system_log_events e, json_each(e.target) t
  JOIN apps a ON a.client_id = json_extract(t.value, '$.id')
 WHERE e.eventType IN ('app.oauth2.as.consent.grant', 'app.oauth2.consent.grant')
   AND e.published >= (SELECT since FROM detection_window)
   AND json_extract(t.value, '$.type') = 'PublicClientApp'
   AND julianday(e.published) - julianday(a.created) < 7;
