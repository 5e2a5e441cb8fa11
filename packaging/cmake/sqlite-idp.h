/* sqlite-idp.h - for programs that link sqlite-idp statically: register it
   once, and each connection that is opened from then on has it.

     sqlite3_auto_extension((void (*)(void))sqlite3_idp_init);
*/
#ifndef SQLITE_IDP_H
#define SQLITE_IDP_H

#include <sqlite3.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sqlite3_api_routines;

/* SQLite calls it. An SQLite built with SQLITE_OMIT_LOAD_EXTENSION gives it no
   functions to call: that one can't be used. */
int sqlite3_idp_init(sqlite3* db, char** message,
                     const struct sqlite3_api_routines* api);

#ifdef __cplusplus
}
#endif

#endif
