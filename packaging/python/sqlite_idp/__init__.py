"""sqlite_idp - loads sqlite-idp into a connection.

    import sqlite3, sqlite_idp

    connection = sqlite3.connect(":memory:")
    sqlite_idp.load(connection)
    connection.execute("SELECT login FROM okta_users").fetchall()
"""

import os
import sqlite3
import sys
from typing import Any

__version__ = "@VERSION@"
__all__ = ["load", "loadable_path", "__version__"]

# sqlite3 and pysqlite3, and apsw before 3.42.
_METHODS = (("enable_load_extension", "load_extension"),
            ("enableloadextension", "loadextension"))


def loadable_path() -> str:
    """The extension's path, as `load_extension` and `.load` take it: without
    the suffix."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "idp")


def load(connection: Any) -> None:
    """Loads the extension into a connection of sqlite3, pysqlite3 or apsw.

    Whether that connection may load extensions is afterwards as it was before.
    Raises sqlite3.NotSupportedError where it never can, and the connection's
    own error where loading fails.
    """
    for enable, load_extension in _METHODS:
        if hasattr(connection, enable):
            break
    else:
        raise sqlite3.NotSupportedError(
            f"{type(connection).__module__} of this Python ({sys.executable}) "
            "was built without loading of extensions. Use the SQLite of "
            "another package: `pip install pysqlite3-binary`, then `import "
            "pysqlite3 as sqlite3`; or `pip install apsw`.")
    try:
        getattr(connection, load_extension)(loadable_path())
    except Exception as error:
        if "not authorized" not in str(error):
            raise
    else:
        return
    getattr(connection, enable)(True)
    try:
        getattr(connection, load_extension)(loadable_path())
    finally:
        getattr(connection, enable)(False)
