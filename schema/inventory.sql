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
  changed INTEGER, removed INTEGER, covers TEXT, message TEXT);
CREATE TABLE saved_steps(/* sqlite-idp */ refresh INTEGER, provider TEXT,
  subdomain TEXT, resource TEXT, way INTEGER, done TEXT, state TEXT,
  message TEXT);
CREATE TABLE saved_state(/* sqlite-idp */ provider TEXT, subdomain TEXT,
  refresh INTEGER, PRIMARY KEY(provider, subdomain));

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

-- Refreshes. `state` is running, stopped (the next call goes on with it),
-- complete, or abandoned (its rows were taken back).

-- [unfinished]
SELECT number, state, user, host, pid, owner, started,
  (julianday('now') - julianday(heartbeat)) * 86400,
  (julianday('now') - julianday(started)) * 86400 FROM saved_refreshes
  WHERE state IN ('running', 'stopped') ORDER BY number DESC;

-- ?1 user, ?2 host, ?3 process, ?4 owner, ?5 the number of the one to take.
-- [begin]
INSERT INTO saved_refreshes(number, state, started, heartbeat, user, host, pid,
  owner, calls) SELECT coalesce(max(number), 0) + 1, 'running', {now}, {now},
  ?1, ?2, ?3, ?4, 0 FROM saved_refreshes;
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

-- ?2 rows, ?3 added, ?4 changed, ?5 removed, ?6 covers.
-- [show]
UPDATE saved_refreshes SET rows = ?2, added = ?3, changed = ?4, removed = ?5,
  covers = ?6 WHERE number = ?1;
INSERT OR REPLACE INTO saved_state(provider, subdomain, refresh)
  SELECT DISTINCT provider, subdomain, refresh FROM saved_steps
  WHERE refresh = ?1 AND state = 'complete';
DELETE FROM saved_steps WHERE refresh = ?1;

-- To take it back: should that be interrupted, all is to be read anew.
-- [reset steps]
UPDATE saved_steps SET way = 0, done = NULL, state = 'to do'
  WHERE refresh = ?1;

-- [drop steps]
DELETE FROM saved_steps WHERE refresh = ?1;

-- Steps: one for each org and table. `state` is to do, complete or not covered,
-- `way` which of the table's ways is used, `done` up to which of its values.

-- [add step]
INSERT INTO saved_steps(refresh, provider, subdomain, resource, way, state)
  VALUES(?1, ?2, ?3, ?4, 0, 'to do');

-- [steps]
SELECT provider, subdomain, resource, way, done, state, message
  FROM saved_steps WHERE refresh = ?1 ORDER BY rowid;

-- [set step]
UPDATE saved_steps SET way = ?4, done = ?5, state = ?6, message = ?7
  WHERE refresh = ?1 AND subdomain = ?2 AND resource = ?3;

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

-- A part of them, in one transaction.
-- [write lost]
DELETE FROM main."saved_{name}_history" WHERE came = ?1
  AND rowid IN (SELECT id FROM temp.lost ORDER BY id LIMIT 1000);
UPDATE main."saved_{name}_history" SET gone = ?1
  WHERE rowid IN (SELECT id FROM temp.lost ORDER BY id LIMIT 1000);
DELETE FROM temp.lost
  WHERE id IN (SELECT id FROM temp.lost ORDER BY id LIMIT 1000);

-- What this refresh has written is taken back.
-- [undo]
INSERT INTO temp.lost SELECT rowid FROM main."saved_{name}_history"
  WHERE {org} = ?2 AND (came = ?1 OR gone = ?1);

-- [write undone]
DELETE FROM main."saved_{name}_history" WHERE came = ?1
  AND rowid IN (SELECT id FROM temp.lost ORDER BY id LIMIT 1000);
UPDATE main."saved_{name}_history" SET gone = NULL
  WHERE rowid IN (SELECT id FROM temp.lost ORDER BY id LIMIT 1000);
DELETE FROM temp.lost
  WHERE id IN (SELECT id FROM temp.lost ORDER BY id LIMIT 1000);

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
