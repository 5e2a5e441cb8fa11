-- inventory.sql - the tables of an inventory's file, and every statement that a
-- refresh runs on it.
--
-- Sections begin with "-- [name]"; statements end at a semicolon at the end of a
-- line. What stands in braces is said by src/refresh/saved_table.h. The comment
-- in each CREATE marks what is ours.
--
-- saved_<name>_history has each version of each row: `came` is the number of
-- the refresh that found it, `gone` of the one that no longer did, or NULL. The
-- views look no further than the org's last complete refresh (saved_state). So
-- a refresh writes what it finds bit by bit, and readers see it all at once.

-- [file]
CREATE TABLE saved_refreshes(/* sqlite-idp */ number INTEGER PRIMARY KEY,
  state TEXT, started TEXT, ended TEXT, user TEXT, host TEXT, pid INTEGER,
  owner TEXT, heartbeat TEXT, calls INTEGER, rows INTEGER, added INTEGER,
  changed INTEGER, removed INTEGER, covers TEXT, message TEXT, kind TEXT);
CREATE TABLE saved_steps(/* sqlite-idp */ refresh INTEGER, provider TEXT,
  subdomain TEXT, resource TEXT, way INTEGER, done TEXT, state TEXT,
  message TEXT, part TEXT, extra INTEGER, why TEXT, uuid TEXT, published TEXT,
  turn TEXT, decided TEXT);
CREATE TABLE saved_state(/* sqlite-idp */ provider TEXT, subdomain TEXT,
  refresh INTEGER, PRIMARY KEY(provider, subdomain));
CREATE TABLE saved_read(/* sqlite-idp */ provider TEXT, subdomain TEXT,
  resource TEXT, way INTEGER, uuid TEXT, published TEXT, whole TEXT,
  turn TEXT, turned TEXT, runs INTEGER, refresh INTEGER,
  PRIMARY KEY(provider, subdomain, resource));
CREATE TABLE saved_due(/* sqlite-idp */ refresh INTEGER, subdomain TEXT,
  resource TEXT, part TEXT, id TEXT, why TEXT,
  PRIMARY KEY(refresh, subdomain, resource, part, id)) WITHOUT ROWID;

-- What a file of an older version doesn't have of these.
-- [later]
ALTER TABLE saved_refreshes ADD COLUMN kind TEXT;
ALTER TABLE saved_steps ADD COLUMN part TEXT;
ALTER TABLE saved_steps ADD COLUMN extra INTEGER;
ALTER TABLE saved_steps ADD COLUMN why TEXT;
ALTER TABLE saved_steps ADD COLUMN uuid TEXT;
ALTER TABLE saved_steps ADD COLUMN published TEXT;
ALTER TABLE saved_steps ADD COLUMN turn TEXT;
ALTER TABLE saved_steps ADD COLUMN decided TEXT;
ALTER TABLE saved_read ADD COLUMN refresh INTEGER;

-- [table]
CREATE TABLE "saved_{name}_history"(/* sqlite-idp */ came INTEGER NOT NULL,
  gone INTEGER, {org} TEXT NOT NULL, {declared});
CREATE INDEX "saved_{name}_by_key" ON "saved_{name}_history"(
  /* sqlite-idp */ {key});
CREATE VIEW "saved_{name}" AS /* sqlite-idp */ SELECT {h.columns}, h.{org}
  FROM "saved_{name}_history" h WHERE h.came <= {last}
  AND (h.gone IS NULL OR h.gone > {last});
CREATE VIEW "saved_{name}_changes" AS /* sqlite-idp */
  SELECT h.came AS refresh, CASE WHEN EXISTS (SELECT 1
    FROM "saved_{name}_history" o WHERE {o=h key} AND o.{org} = h.{org}
    AND o.gone = h.came) THEN 'changed' ELSE 'added' END AS what,
    h.{org}, {h.key}
  FROM "saved_{name}_history" h WHERE h.came <= {last}
  UNION ALL SELECT h.gone, 'removed', h.{org}, {h.key}
  FROM "saved_{name}_history" h WHERE h.gone <= {last} AND NOT EXISTS (SELECT 1
    FROM "saved_{name}_history" o WHERE {o=h key} AND o.{org} = h.{org}
    AND o.came = h.gone);

-- [index]
CREATE INDEX "saved_{name}_by_{column}" ON "saved_{name}_history"(
  /* sqlite-idp */ "{column}");

-- [column]
ALTER TABLE "saved_{name}_history" ADD COLUMN {column};

-- Its rows are lost: somebody has dropped it.
-- [forget]
DELETE FROM saved_read WHERE resource = '{name}';
UPDATE saved_steps SET way = 0, done = NULL, state = 'to do', part = NULL
  WHERE resource = '{name}';

-- Refreshes, by the clock here, which may be set meanwhile; saved_steps and
-- saved_read have the provider's times. `state` is running, stopped (the next
-- call goes on with it), complete, or abandoned (its rows were taken back).

-- [unfinished]
SELECT number, state, user, host, pid, owner, started,
  abs(julianday('now') - julianday(heartbeat)) * 86400,
  abs(julianday('now') - julianday(started)) * 86400 FROM saved_refreshes
  WHERE state IN ('running', 'stopped') ORDER BY number DESC;

-- ?1 user, ?2 host, ?3 process, ?4 owner, ?5 the number of the one to take.
-- A number is never used again, though somebody deletes the old ones here.
-- [begin]
INSERT INTO saved_refreshes(number, state, started, heartbeat, user, host, pid,
  owner, calls) SELECT coalesce(max(number), 0) + 1, 'running', {now}, {now},
  ?1, ?2, ?3, ?4, 0 FROM (SELECT number FROM saved_refreshes
    UNION SELECT refresh FROM saved_state);
SELECT last_insert_rowid();

-- [take]
UPDATE saved_refreshes SET state = 'running', heartbeat = {now}, user = ?1,
  host = ?2, pid = ?3, owner = ?4 WHERE number = ?5;

-- In each transaction: ?1 its number, ?2 the owner, ?3 calls since the last one.
-- Changes nothing where somebody else has taken it over.
-- [heartbeat]
UPDATE saved_refreshes SET heartbeat = {now}, calls = calls + ?3
  WHERE number = ?1 AND owner = ?2 AND state = 'running';

-- ?1 its number, ?2 the state, ?3 the message.
-- [end]
UPDATE saved_refreshes SET state = ?2, message = ?3, ended = {now}
  WHERE number = ?1;

-- ?2 rows, ?3 added, ?4 changed, ?5 removed, ?6 covers, ?7 kind. saved_read has
-- of each table how it was last read: by which way as a whole (`whole`: when,
-- `runs`: refreshes by the log since), up to which event of the log, and up to
-- which value in turn, by which refresh and when; by the provider's clock.
-- [show]
UPDATE saved_refreshes SET rows = ?2, added = ?3, changed = ?4, removed = ?5,
  covers = ?6, kind = ?7 WHERE number = ?1;
INSERT OR REPLACE INTO saved_read(provider, subdomain, resource, way, uuid,
  published, whole, turn, turned, runs, refresh)
  SELECT s.provider, s.subdomain, s.resource,
    CASE WHEN s.part IS NULL THEN s.way ELSE o.way END, s.uuid, s.published,
    CASE WHEN s.part IS NULL THEN coalesce(s.decided, r.started) ELSE o.whole
    END, s.turn, coalesce(s.decided, r.started),
    CASE WHEN s.part IS NULL THEN 0 ELSE o.runs + 1 END, r.number
  FROM saved_steps s JOIN saved_refreshes r ON r.number = s.refresh
  LEFT JOIN saved_read o ON o.provider = s.provider
  AND o.subdomain = s.subdomain AND o.resource = s.resource
  WHERE s.refresh = ?1 AND s.state = 'complete' AND s.extra = 0;
INSERT OR REPLACE INTO saved_state(provider, subdomain, refresh)
  SELECT DISTINCT provider, subdomain, refresh FROM saved_steps
  WHERE refresh = ?1 AND state = 'complete';
DELETE FROM saved_steps WHERE refresh = ?1;

-- To take it back: should that be interrupted, all is to be read anew.
-- [reset steps]
DELETE FROM saved_steps WHERE refresh = ?1 AND extra = 1;
UPDATE saved_steps SET way = 0, done = NULL, state = 'to do', part = NULL
  WHERE refresh = ?1;

-- [drop steps]
DELETE FROM saved_steps WHERE refresh = ?1;

-- Steps: one for each org and table. `state` is to do, complete or not covered,
-- `way` which of the table's ways is used, `done` up to which of its values.
-- `part` is NULL where all is read, or the parameter whose values in saved_due
-- are; a table that is read by several has an `extra` step for each but one.
-- `why` all is read, if that has a reason. Undecided: `extra` is NULL.

-- [add step]
INSERT INTO saved_steps(refresh, provider, subdomain, resource, way, state)
  VALUES(?1, ?2, ?3, ?4, 0, 'to do');

-- [add extra]
INSERT INTO saved_steps(refresh, provider, subdomain, resource, way, state,
  part, extra) VALUES(?1, ?2, ?3, ?4, ?5, 'to do', ?6, 1);

-- [steps]
SELECT provider, subdomain, resource, way, done, state, message, part, extra,
  why FROM saved_steps WHERE refresh = ?1 ORDER BY rowid;

-- [set step]
UPDATE saved_steps SET way = ?4, done = ?5, state = ?6, message = ?7
  WHERE refresh = ?1 AND subdomain = ?2 AND resource = ?3
  AND (extra IS 1) = ?8;

-- ?5 the way by which all was read, ?6 part, ?7 why, ?8 and ?9 the newest event,
-- ?10 the last value in turn, ?11 the provider's time.
-- [decide step]
UPDATE saved_steps SET extra = 0, way = ?5, part = ?6, why = ?7, uuid = ?8,
  published = ?9, turn = ?10, decided = ?11 WHERE refresh = ?1 AND provider = ?2
  AND subdomain = ?3 AND resource = ?4 AND extra IS NULL;

-- All of an org after all: ?2 org, ?3 why.
-- [read whole]
DELETE FROM saved_steps WHERE refresh = ?1 AND subdomain = ?2 AND extra = 1;
UPDATE saved_steps SET part = NULL, why = ?3, way = 0, done = NULL,
  state = 'to do' WHERE refresh = ?1 AND subdomain = ?2;

-- The rows of a step. ?1 is the number of the refresh, ?2 the org. They are
-- collected in temp.batch and compared there with the present versions, which
-- holds nobody up; only what differs is written, in a short transaction.
-- temp.parents has the values that rows are read by, temp.seen the versions
-- (rowids) that were found, temp.lost those that were not, or are to be taken
-- back.

-- [prepare]
DROP TABLE IF EXISTS temp.batch;
DROP TABLE IF EXISTS temp.parents;
DROP TABLE IF EXISTS temp.seen;
DROP TABLE IF EXISTS temp.lost;
CREATE TEMP TABLE batch({declared}, "its old" INTEGER, "its own" INTEGER,
  same INTEGER, UNIQUE({key}));
CREATE TEMP TABLE parents(id TEXT PRIMARY KEY, link TEXT);
CREATE INDEX temp.parents_link ON parents(link);
CREATE TEMP TABLE seen(id INTEGER PRIMARY KEY);
CREATE TEMP TABLE lost(id INTEGER PRIMARY KEY);

-- On the connection with our tables: ?1 is the org. Behind the columns stands
-- the value that the row was read by.
-- [live list]
SELECT {columns}, NULL FROM "{name}" WHERE {org} = ?1;

-- [live]
SELECT {columns}, "{parameter}" FROM "{name}" WHERE {org} = ?1
  AND "{parameter}" IN (SELECT id FROM idp_values);

-- [values]
DROP TABLE IF EXISTS idp_values;
CREATE TABLE idp_values(id TEXT PRIMARY KEY) WITHOUT ROWID;

-- A list that changes while it is read may show a row twice.
-- [add row]
INSERT OR REPLACE INTO temp.batch({columns}) VALUES({places});

-- "its old" is the present version; "its own" the one that this refresh, when
-- it saw the row differ, ended too early.
-- [compare]
UPDATE temp.batch SET "its old" = (SELECT h.rowid
  FROM main."saved_{name}_history" h WHERE h.{org} = ?2 AND {h=batch key}
  AND h.gone IS NULL);
UPDATE temp.batch SET same = EXISTS (SELECT 1
  FROM main."saved_{name}_history" h WHERE h.rowid = "its old"
  AND {h=batch row});
UPDATE temp.batch SET "its own" = (SELECT h.rowid
  FROM main."saved_{name}_history" h WHERE h.{org} = ?2 AND {h=batch key}
  AND h.gone = ?1 AND {h=batch row}) WHERE NOT same;

-- [differs]
SELECT 1 FROM temp.batch WHERE NOT same LIMIT 1;

-- [write]
DELETE FROM main."saved_{name}_history" WHERE came = ?1
  AND rowid IN (SELECT "its old" FROM temp.batch WHERE NOT same);
UPDATE main."saved_{name}_history" SET gone = ?1
  WHERE rowid IN (SELECT "its old" FROM temp.batch WHERE NOT same);
UPDATE main."saved_{name}_history" SET gone = NULL
  WHERE rowid IN (SELECT "its own" FROM temp.batch WHERE NOT same);
INSERT INTO main."saved_{name}_history"(came, {org}, {columns})
  SELECT ?1, ?2, {columns} FROM temp.batch
  WHERE NOT same AND "its own" IS NULL;

-- [see]
INSERT OR IGNORE INTO temp.seen SELECT CASE WHEN same THEN "its old" ELSE
  (SELECT h.rowid FROM main."saved_{name}_history" h WHERE h.{org} = ?2
  AND {h=batch key} AND h.gone IS NULL) END FROM temp.batch;
DELETE FROM temp.batch;

-- [parents]
INSERT OR IGNORE INTO temp.parents SELECT "{parent_id}", "{parent_link}"
  FROM main."saved_{parent}_history" WHERE gone IS NULL AND {parent_org} = ?2
  AND "{parent_id}" IS NOT NULL AND "{parent_link}" IS NOT NULL;

-- Of those that are due, and of parents that are new.
-- [parents due]
INSERT OR IGNORE INTO temp.parents SELECT p."{parent_id}", p."{parent_link}"
  FROM main."saved_{parent}_history" p WHERE p.gone IS NULL
  AND p.{parent_org} = ?2 AND p."{parent_id}" IS NOT NULL
  AND p."{parent_link}" IS NOT NULL AND (p."{parent_id}" IN (SELECT d.id
    FROM main.saved_due d WHERE d.refresh = ?1 AND d.subdomain = ?2
    AND d.resource = '{name}' AND d.part = '{parameter}')
  OR p.came = ?1 AND NOT EXISTS (SELECT 1
    FROM main."saved_{parent}_history" o WHERE o.gone = ?1
    AND o."{parent_id}" = p."{parent_id}" AND o.{parent_org} = ?2));

-- And of those of whom something has changed since this table was read.
-- [parents after]
INSERT OR IGNORE INTO temp.parents SELECT p."{parent_id}", p."{parent_link}"
  FROM main."saved_{parent}_history" p WHERE p.gone IS NULL
  AND p.{parent_org} = ?2 AND p."{parent_id}" IN (SELECT h."{link}"
    FROM main."saved_{followed}_history" h WHERE h.{org} = ?2
    AND (h.came >= {unread} OR h.gone >= {unread}));

-- And of those with rows that repeat what has changed since in `through`.
-- [parents repeating]
INSERT OR IGNORE INTO temp.parents SELECT p."{parent_id}", p."{parent_link}"
  FROM main."saved_{parent}_history" p WHERE p.gone IS NULL
  AND p.{parent_org} = ?2 AND p."{parent_id}" IN (SELECT h."{link}"
    FROM main."saved_{name}_history" h WHERE h.{org} = ?2 AND h.gone IS NULL
    AND h.{also} IN (SELECT n."{field}" FROM main."saved_{through}_history" n
      JOIN main."saved_{through}_history" o
      ON o."{through_key}" = n."{through_key}" AND o.{through_org} = ?2
      AND o.came < {unread} AND o.gone >= {unread}
      WHERE n.gone IS NULL AND n.{through_org} = ?2 AND n.came >= {unread}
      AND (SELECT {repeats} FROM main."saved_{through}_history" a
        WHERE a.rowid = n.rowid) IS NOT
      (SELECT {repeats} FROM main."saved_{through}_history" a
        WHERE a.rowid = o.rowid)));

-- Of a list: the keys.
-- [keys due]
INSERT OR IGNORE INTO temp.parents SELECT d.id, d.id FROM main.saved_due d
  WHERE d.refresh = ?1 AND d.subdomain = ?2 AND d.resource = '{name}';

-- What the way that all is read by doesn't show.
-- [hide]
DELETE FROM temp.batch WHERE NOT EXISTS (SELECT 1
  FROM main."saved_{parent}_history" p WHERE p.gone IS NULL
  AND p.{parent_org} = ?2 AND p."{parent_link}" = temp.batch."{link}");

-- What is read to be compared, and differs.
-- [differing]
UPDATE main.saved_due SET why = 'differs' WHERE refresh = ?1
  AND subdomain = ?2 AND resource = '{name}' AND part = '{parameter}'
  AND why = 'sample' AND id IN (SELECT batch."{link}" FROM temp.batch
    WHERE NOT same AND NOT EXISTS (SELECT 1
      FROM main."saved_{name}_history" h WHERE h.rowid = "its old"
      AND {h=batch told}));

-- ?3 and ?4 as for those that are due again: all that was until now.
-- [differing lost]
UPDATE main.saved_due SET why = 'differs' WHERE refresh = ?1
  AND subdomain = ?2 AND resource = '{name}' AND part = '{parameter}'
  AND why = 'sample' AND id IN (SELECT h."{link}"
    FROM main."saved_{name}_history" h WHERE h.rowid IN (SELECT id
      FROM temp.lost) AND coalesce({again}, 0) = 0);

-- Those that weren't seen: of a list all; of the parents behind ?3 and before
-- ?4 (NULL: to the end); and those of no parent.
-- [lose all]
INSERT INTO temp.lost SELECT h.rowid FROM main."saved_{name}_history" h
  WHERE h.gone IS NULL AND h.{org} = ?2
  AND h.rowid NOT IN (SELECT id FROM temp.seen);

-- [lose]
INSERT OR IGNORE INTO temp.lost SELECT h.rowid FROM temp.parents p
  CROSS JOIN main."saved_{name}_history" h ON h."{link}" = p.link
  WHERE p.id > ?3 AND (?4 IS NULL OR p.id < ?4) AND h.gone IS NULL
  AND h.{org} = ?2 AND h.rowid NOT IN (SELECT id FROM temp.seen);

-- [lose rest]
INSERT OR IGNORE INTO temp.lost SELECT h.rowid
  FROM main."saved_{name}_history" h WHERE h.gone IS NULL AND h.{org} = ?2
  AND h.rowid NOT IN (SELECT id FROM temp.seen) AND NOT EXISTS (SELECT 1
  FROM temp.parents p WHERE p.link = h."{link}");

-- [lose orphans]
INSERT OR IGNORE INTO temp.lost SELECT h.rowid
  FROM main."saved_{name}_history" h WHERE h.gone IS NULL AND h.{org} = ?2
  AND h.rowid NOT IN (SELECT id FROM temp.seen) AND NOT EXISTS (SELECT 1
  FROM main."saved_{parent}_history" p WHERE p.gone IS NULL
  AND p.{parent_org} = ?2 AND p."{parent_link}" = h."{link}");

-- A part of them, in one transaction. Of such sections the first statement says
-- whether anything is left.
-- [write lost]
SELECT 1 FROM temp.lost LIMIT 1;
DELETE FROM main."saved_{name}_history" WHERE came = ?1
  AND rowid IN (SELECT id FROM temp.lost ORDER BY id LIMIT {most});
UPDATE main."saved_{name}_history" SET gone = ?1
  WHERE rowid IN (SELECT id FROM temp.lost ORDER BY id LIMIT {most});
DELETE FROM temp.lost
  WHERE id IN (SELECT id FROM temp.lost ORDER BY id LIMIT {most});

-- What this refresh has written is taken back.
-- [undo]
INSERT INTO temp.lost SELECT rowid FROM main."saved_{name}_history"
  WHERE {org} = ?2 AND (came = ?1 OR gone = ?1);

-- [write undone]
SELECT 1 FROM temp.lost LIMIT 1;
DELETE FROM main."saved_{name}_history" WHERE came = ?1
  AND rowid IN (SELECT id FROM temp.lost ORDER BY id LIMIT {most});
UPDATE main."saved_{name}_history" SET gone = NULL
  WHERE rowid IN (SELECT id FROM temp.lost ORDER BY id LIMIT {most});
DELETE FROM temp.lost
  WHERE id IN (SELECT id FROM temp.lost ORDER BY id LIMIT {most});

-- Rows; and versions that came, of which some took the place of another one,
-- and that are gone.
-- [count]
SELECT (SELECT count(*) FROM main."saved_{name}_history"
    WHERE {org} = ?2 AND gone IS NULL),
  count(CASE WHEN came = ?1 THEN 1 END),
  count(CASE WHEN came = ?1 AND EXISTS (SELECT 1
    FROM main."saved_{name}_history" o WHERE {o=h key} AND o.{org} = ?2
    AND o.gone = ?1) THEN 1 END),
  count(CASE WHEN gone = ?1 THEN 1 END)
  FROM main."saved_{name}_history" h
  WHERE {org} = ?2 AND (came = ?1 OR gone = ?1);

-- The log: what has to be read again. ?1 is the number of the refresh, ?2 the
-- org. temp.event has a row for each target of an event; temp.named whom events
-- name, by the saved table that has it and its key there, `target` whether as a
-- target or as the actor; temp.rule the types of events that the documents
-- know; temp.due what is to be read: of a table by the values of a parameter.

-- [log]
DROP TABLE IF EXISTS temp.event;
DROP TABLE IF EXISTS temp.named;
DROP TABLE IF EXISTS temp.rule;
DROP TABLE IF EXISTS temp.matched;
DROP TABLE IF EXISTS temp.due;
CREATE TEMP TABLE event(uuid TEXT, published TEXT, type TEXT, actor_type TEXT,
  actor TEXT, target_type TEXT, target TEXT);
CREATE TEMP TABLE named(uuid TEXT, type TEXT, kind TEXT, id TEXT,
  target INTEGER);
CREATE INDEX temp.named_uuid ON named(uuid);
CREATE INDEX temp.named_type ON named(type);
CREATE TEMP TABLE rule(resource TEXT, what TEXT, pattern TEXT);
CREATE TEMP TABLE matched(resource TEXT, what TEXT, type TEXT);
CREATE TEMP TABLE due(resource TEXT, part TEXT, id TEXT, why TEXT,
  PRIMARY KEY(resource, part, id));

-- How each table was last read, and seconds since it was, as a whole and at all.
-- ?3 is the provider's time.
-- [read]
SELECT resource, way, uuid, published, turn, turned, runs,
  abs(julianday(?3) - julianday(whole)) * 86400,
  abs(julianday(?3) - julianday(turned)) * 86400
  FROM saved_read WHERE provider = ?1 AND subdomain = ?2;

-- [add event]
INSERT INTO temp.event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- [newest]
SELECT uuid, published FROM temp.event ORDER BY published DESC LIMIT 1;

-- [add rule]
INSERT INTO temp.rule VALUES(?1, ?2, ?3);

-- An event of which no document knows may be about any table.
-- [match]
INSERT INTO temp.matched SELECT r.resource, r.what, e.type
  FROM (SELECT DISTINCT type FROM temp.event) e
  JOIN temp.rule r ON e.type GLOB r.pattern WHERE r.what <> 'about';
INSERT INTO temp.matched SELECT r.resource, CASE WHEN EXISTS (SELECT 1
    FROM temp.rule a WHERE a.what = 'about' AND e.type GLOB a.pattern)
    THEN 'about' ELSE 'unknown' END, e.type
  FROM (SELECT DISTINCT type FROM temp.event) e
  CROSS JOIN (SELECT DISTINCT resource FROM temp.rule WHERE resource <> '') r
  WHERE e.type NOT IN (SELECT type FROM temp.matched);

-- Ids of that type are those of a column of a saved table.
-- [name]
INSERT INTO temp.named SELECT e.uuid, e.type, '{kind}', coalesce((SELECT
    h."{kind_key}" FROM main."saved_{kind}_history" h WHERE h.gone IS NULL
    AND h.{kind_org} = ?2 AND h."{kind_field}" = e.id), e.id), e.target
  FROM (SELECT uuid, type, target AS id, 1 AS target FROM temp.event
    WHERE target_type = '{type}'
    UNION SELECT uuid, type, actor, 0 FROM temp.event
    WHERE actor_type = '{type}') e WHERE e.id IS NOT NULL;

-- Whom an event names as a target; where it names none, who did it.
-- [due]
INSERT OR IGNORE INTO temp.due SELECT '{name}', '{parameter}', n.id, 'log'
  FROM temp.matched m JOIN temp.named n ON n.type = m.type
  WHERE m.resource = '{name}' AND n.kind = '{parent}' AND (n.target
  OR NOT EXISTS (SELECT 1 FROM temp.named o WHERE o.uuid = n.uuid
    AND o.kind = '{parent}' AND o.target));

-- Of what else it names, all is read: by a way, or by the rows that are known.
-- [due through]
DROP TABLE IF EXISTS temp.through;
CREATE TEMP TABLE through(id TEXT);
INSERT INTO temp.through SELECT DISTINCT n.id
  FROM temp.matched m JOIN temp.named n ON n.type = m.type
  WHERE m.resource = '{name}' AND n.kind = '{through}' AND (m.what = 'of'
  OR m.what <> 'unnamed' AND NOT EXISTS (SELECT 1 FROM temp.named o
    WHERE o.uuid = n.uuid AND o.kind = '{parent}' AND o.target));

-- [due by way]
INSERT OR IGNORE INTO temp.due SELECT '{name}', '{parameter}', id, 'log'
  FROM temp.through;

-- [due by rows]
INSERT OR IGNORE INTO temp.due SELECT '{name}', '{parameter}', h."{link}", 'log'
  FROM main."saved_{name}_history" h WHERE h.gone IS NULL AND h.{org} = ?2
  AND h.{also} IN (SELECT id FROM temp.through UNION SELECT a."{field}"
    FROM main."saved_{through}_history" a JOIN temp.through t
    ON t.id = a."{through_key}" WHERE a.{through_org} = ?2);

-- A type of events that may be about any row, or that names none as it should.
-- [everything]
SELECT m.type FROM temp.matched m
  JOIN (SELECT DISTINCT uuid, type FROM temp.event) e ON e.type = m.type
  WHERE m.resource = '{name}' AND (m.what = 'all'
  OR m.what IN ('named', 'of', 'about') AND NOT EXISTS (SELECT 1
    FROM temp.named o WHERE o.uuid = e.uuid AND (o.kind = '{parent}' AND o.target
    OR o.kind = '{through}'))) LIMIT 1;

-- By the provider's clock: ?3 when the table was last read, ?4 now.
-- [due again]
INSERT OR IGNORE INTO temp.due SELECT '{name}', '{parameter}', h."{link}",
  'again' FROM main."saved_{name}_history" h
  WHERE h.gone IS NULL AND h.{org} = ?2 AND {again};

-- So many that all have had their turn after twelve hours. ?3 is the last one,
-- ?4 how many seconds ago that was.
-- [turn]
DROP TABLE IF EXISTS temp.turn;
CREATE TEMP TABLE turn(number INTEGER PRIMARY KEY, id TEXT);
INSERT INTO temp.turn(id) SELECT p."{parent_id}"
  FROM main."saved_{parent}_history" p WHERE p.gone IS NULL
  AND p.{parent_org} = ?2 AND p."{parent_link}" IS NOT NULL
  ORDER BY p."{parent_id}" <= ?3, p."{parent_id}"
  LIMIT (SELECT CAST(count(*) * min(?4 / 43200.0, 1) AS INTEGER) + 1
    FROM main."saved_{parent}_history" p WHERE p.gone IS NULL
    AND p.{parent_org} = ?2);
INSERT OR IGNORE INTO temp.due SELECT '{name}', '{parameter}', id, 'turn'
  FROM temp.turn;
SELECT id FROM temp.turn ORDER BY number DESC LIMIT 1;

-- Some rows, and what is read by them.
-- [sample]
INSERT OR IGNORE INTO temp.due SELECT '{name}', '{parameter}', id, 'sample'
  FROM (SELECT h."{link}" AS id FROM main."saved_{name}_history" h
    WHERE h.gone IS NULL AND h.{org} = ?2 ORDER BY random() LIMIT 5);

-- [sample by]
INSERT OR IGNORE INTO temp.due SELECT '{name}', '{parameter}', id, 'sample'
  FROM temp.due WHERE resource = '{parent}' AND why = 'sample';

-- How many values are due, and rows there are of the table that lists the values
-- and of this one.
-- [due count]
SELECT (SELECT count(*) FROM temp.due WHERE resource = '{name}'
    AND part = '{parameter}'),
  (SELECT count(*) FROM main."saved_{parent}_history" p WHERE p.gone IS NULL
    AND p.{parent_org} = ?2),
  (SELECT count(*) FROM main."saved_{name}_history" h WHERE h.gone IS NULL
    AND h.{org} = ?2);

-- [not due]
DELETE FROM temp.due WHERE resource = '{name}';

-- A part of them. Some may be there, of a run that was cut off.
-- [write due]
SELECT 1 FROM temp.due LIMIT 1;
INSERT OR REPLACE INTO main.saved_due(refresh, subdomain, resource, part, id,
  why) SELECT ?1, ?2, resource, part, id, why FROM temp.due
  ORDER BY rowid LIMIT {most};
DELETE FROM temp.due
  WHERE rowid IN (SELECT rowid FROM temp.due ORDER BY rowid LIMIT {most});

-- [drop due]
SELECT 1 FROM main.saved_due WHERE refresh = ?1 LIMIT 1;
DELETE FROM main.saved_due WHERE (refresh, subdomain, resource, part, id)
  IN (SELECT refresh, subdomain, resource, part, id FROM main.saved_due
    WHERE refresh = ?1 LIMIT {most});

-- What differs though no event since tells why.
-- [unexplained]
SELECT s.resource, s.id FROM main.saved_due s WHERE s.refresh = ?1
  AND s.subdomain = ?2 AND s.why = 'differs' AND NOT EXISTS (SELECT 1
  FROM temp.due d WHERE d.resource = s.resource AND d.part = s.part
  AND d.id = s.id) LIMIT 1;

-- [differ]
SELECT DISTINCT provider, s.subdomain, published FROM saved_steps s
  JOIN saved_due d ON d.refresh = s.refresh AND d.subdomain = s.subdomain
  AND d.resource = s.resource AND d.part = s.part
  WHERE s.refresh = ?1 AND d.why = 'differs' AND s.published IS NOT NULL;
