// main.rs - Rust, by rusqlite.
use rusqlite::{params, Connection, LoadExtensionGuard, Result, Row};
use std::{env, thread, time::Duration};

fn open() -> Result<Connection> {
    let db = Connection::open_in_memory()?;
    let path = env::var("IDP_EXTENSION").expect("IDP_EXTENSION");
    // The extension is ours.
    unsafe {
        let _guard = LoadExtensionGuard::new(&db)?;
        db.load_extension(path, None::<&str>)?;
    }
    Ok(db)
}

fn text(row: &Row) -> Result<String> {
    row.get(0)
}

fn main() -> Result<()> {
    let user = env::var("IDP_USER").expect("IDP_USER");
    let grant = env::var("IDP_GRANT").expect("IDP_GRANT");
    let count = |db: &Connection| -> Result<i64> {
        let sql = "SELECT count(*) FROM okta_grants WHERE userId = ?";
        db.query_row(sql, [&user], |row| row.get(0))
    };
    let mut db = open()?;
    println!("sqlite: {}", rusqlite::version());
    db.query_row("SELECT idp_create_tables('main')", [], |_| Ok(()))?;
    let names = "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master ORDER BY name)";
    println!("tables: {}", db.query_row(names, [], text)?);
    let join = "SELECT u.login || ' ' || count(*) FROM users u JOIN grants g
                ON g.userId = u.id WHERE u.id = ? GROUP BY u.login";
    println!("join: {}", db.query_row(join, [&user], text)?);
    let me = "SELECT id FROM okta_grants WHERE userId = 'me'";
    println!("error: {}", db.query_row(me, [], text).unwrap_err());
    let handle = db.get_interrupt_handle();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(500));
        handle.interrupt();
    });
    let slow = "SELECT count(*) FROM okta_apps";
    println!("stop: {}", db.query_row(slow, [], |_| Ok(())).unwrap_err());
    for end in ["rollback", "commit"] {
        let transaction = db.transaction()?;
        transaction.execute(
            "DELETE FROM okta_grants WHERE userId = ? AND id = ?",
            params![user, grant],
        )?;
        if end == "commit" {
            transaction.commit()?;
        } else {
            transaction.rollback()?;
        }
        println!("{end}: {}", count(&db)?);
    }
    let status = |db: &Connection| -> Result<String> {
        db.query_row("SELECT status FROM okta_users WHERE id = ?", [&user], text)
    };
    let transaction = db.transaction()?;
    let suspend = "UPDATE okta_users SET status = 'SUSPENDED' WHERE id = ?";
    transaction.execute(suspend, [&user])?;
    let changed = status(&transaction)?;
    transaction.rollback()?;
    println!("update: {changed} {}", status(&db)?);
    println!("two: {}", count(&open()?)?);
    let mut statement = db.prepare("SELECT id FROM okta_users")?;
    let mut rows = statement.query([])?;
    println!("open: {}", rows.next()?.map(text).transpose()?.unwrap_or_default());
    std::process::exit(0);
}
