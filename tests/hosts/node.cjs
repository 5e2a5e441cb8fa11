// node.cjs - Node, by the module that is named: better-sqlite3, node:sqlite, or
// sqlite3, which is asynchronous.
"use strict";

const { IDP_EXTENSION: path, IDP_USER: user, IDP_GRANT: grant } = process.env;
const name = process.argv[2];

// Each opens a loaded connection whose methods give promises.
const openers = {
  "better-sqlite3": () => {
    const Database = require("better-sqlite3");
    return synchronous(new Database(":memory:"));
  },
  "node:sqlite": () => {
    const { DatabaseSync } = require("node:sqlite");
    return synchronous(new DatabaseSync(":memory:", { allowExtension: true }));
  },
  sqlite3: () => {
    const { Database } = require("sqlite3");
    const db = new Database(":memory:");
    load(db);
    const promise = (method, sql, values) =>
      new Promise((resolve, reject) =>
        db[method](sql, values, (error, rows) =>
          error ? reject(error) : resolve(rows)),
      );
    return {
      all: (sql, ...values) => promise("all", sql, values),
      exec: (sql, ...values) => promise("run", sql, values),
      interrupt: () => db.interrupt(),
      first: (sql) => promise("get", sql, []),
    };
  },
};

function load(db) {
  if (path) db.loadExtension(path);
  else require("sqlite-idp").load(db);
}

function synchronous(db) {
  load(db);
  const open = [];
  return {
    all: async (sql, ...values) => db.prepare(sql).all(...values),
    exec: async (sql, ...values) => db.prepare(sql).run(...values),
    first: async (sql) => {
      open.push(db.prepare(sql).iterate());
      return open[0].next().value;
    },
  };
}

async function message(promise) {
  try {
    await promise;
  } catch (error) {
    return error.message;
  }
  return "no error";
}

async function main() {
  const db = openers[name]();
  const count = async (on) =>
    Object.values(
      (await on.all("SELECT count(*) FROM okta_grants WHERE userId = ?", user))[0],
    )[0];
  const [{ version }] = await db.all("SELECT sqlite_version() AS version");
  console.log("sqlite:", version, "Node:", process.version);
  await db.all("SELECT idp_create_tables('main')");
  const tables = await db.all("SELECT name FROM sqlite_master ORDER BY name");
  console.log("tables:", tables.map((row) => row.name).join(","));
  const [row] = await db.all(
    `SELECT u.login, count(*) FROM users u JOIN grants g ON g.userId = u.id
      WHERE u.id = ? GROUP BY u.login`,
    user,
  );
  console.log("join:", ...Object.values(row));
  console.log(
    "error:",
    await message(db.all("SELECT id FROM okta_grants WHERE userId = 'me'")),
  );
  if (db.interrupt) setTimeout(db.interrupt, 500);
  console.log(
    "stop:",
    db.interrupt ? await message(db.all("SELECT count(*) FROM okta_apps")) : "no way",
  );
  for (const end of ["rollback", "commit"]) {
    await db.exec("BEGIN");
    await db.exec("DELETE FROM okta_grants WHERE userId = ? AND id = ?", user, grant);
    await db.exec(end);
    console.log(`${end}:`, await count(db));
  }
  const status = async () =>
    (await db.all("SELECT status FROM okta_users WHERE id = ?", user))[0].status;
  await db.exec("BEGIN");
  await db.exec("UPDATE okta_users SET status = 'SUSPENDED' WHERE id = ?", user);
  const changed = await status();
  await db.exec("ROLLBACK");
  console.log("update:", changed, await status());
  console.log("two:", await count(openers[name]()));
  console.log("open:", (await db.first("SELECT id FROM okta_users")).id);
}

main();
