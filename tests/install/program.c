/* program.c - registers sqlite-idp, which is part of it, and asks it for its
   version on two connections. */
#include <sqlite-idp.h>
#include <stdio.h>

static int show(void* unused, int count, char** values, char** names) {
  (void)unused, (void)count, (void)names;
  return printf("%s\n", values[0]) < 0;
}

int main(void) {
  sqlite3_auto_extension((void (*)(void))sqlite3_idp_init);
  for (int i = 0; i < 2; ++i) {
    sqlite3* db = NULL;
    char* message = NULL;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_exec(db,
                     "SELECT json_extract(idp_version(), '$.\"sqlite-idp\"')",
                     show, NULL, &message) != SQLITE_OK) {
      fprintf(stderr, "%s\n", message ? message : sqlite3_errmsg(db));
      return 1;
    }
    sqlite3_close(db);
  }
  return 0;
}
