// main.go - Go, by mattn/go-sqlite3: a context ends what takes too long.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

const (
	tables = "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master ORDER BY name)"
	join   = `SELECT u.login || ' ' || count(*) FROM users u JOIN grants g ON g.userId = u.id
		WHERE u.id = ? GROUP BY u.login`
	count   = "SELECT count(*) FROM okta_grants WHERE userId = ?"
	status  = "SELECT status FROM okta_users WHERE id = ?"
	suspend = "UPDATE okta_users SET status = 'SUSPENDED' WHERE id = ?"
	remove  = "DELETE FROM okta_grants WHERE userId = ? AND id = ?"
)

var user, grant = os.Getenv("IDP_USER"), os.Getenv("IDP_GRANT")

type asker interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// The value, or the error's message.
func ask(db asker, limit time.Duration, query string, values ...any) string {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var value string
	if err := db.QueryRowContext(ctx, query, values...).Scan(&value); err != nil {
		return err.Error()
	}
	return value
}

func open() *sql.DB {
	db, err := sql.Open("idp", ":memory:")
	if err != nil {
		panic(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

func main() {
	sql.Register("idp", &sqlite3.SQLiteDriver{Extensions: []string{
		strings.TrimSuffix(os.Getenv("IDP_EXTENSION"), ".so")}})
	db, long := open(), time.Minute
	fmt.Println("sqlite:", ask(db, long, "SELECT sqlite_version()"))
	ask(db, long, "SELECT idp_create_tables('main')")
	fmt.Println("tables:", ask(db, long, tables))
	fmt.Println("join:", ask(db, long, join, user))
	fmt.Println("error:", ask(db, long, "SELECT id FROM okta_grants WHERE userId = 'me'"))
	fmt.Println("stop:", ask(db, time.Second/2, "SELECT count(*) FROM okta_apps"))
	for _, end := range []string{"rollback", "commit"} {
		tx, err := db.Begin()
		if err != nil {
			panic(err)
		}
		if _, err := tx.Exec(remove, user, grant); err != nil {
			panic(err)
		}
		finish := map[string]func() error{"rollback": tx.Rollback, "commit": tx.Commit}
		if err := finish[end](); err != nil {
			panic(err)
		}
		fmt.Println(end+":", ask(db, long, count, user))
	}
	tx, err := db.Begin()
	if err != nil {
		panic(err)
	}
	if _, err := tx.Exec(suspend, user); err != nil {
		panic(err)
	}
	changed := ask(tx, long, status, user)
	if err := tx.Rollback(); err != nil {
		panic(err)
	}
	fmt.Println("update:", changed, ask(db, long, status, user))
	fmt.Println("two:", ask(open(), long, count, user))
	rows, err := db.Query("SELECT id FROM okta_users")
	if err != nil {
		panic(err)
	}
	var id string
	rows.Next()
	rows.Scan(&id)
	fmt.Println("open:", id)
}
