"""threads.py - reads the whole org through two connections in two threads.

Prints how many tokens each of them saw. Usage: threads.py path/to/idp.so
"""

import os
import sqlite3
import sys
import threading

QUERY = """
SELECT count(*) FROM users u
  JOIN user_clients c ON c.userId = u.id
  JOIN oauth_tokens t ON t.userId = c.userId AND t.clientId = c.client_id
"""


def count_tokens(results, index):
    connection = sqlite3.connect(":memory:")
    connection.enable_load_extension(True)
    connection.load_extension(sys.argv[1])
    results[index] = connection.execute(QUERY).fetchone()[0]
    connection.close()


results = [None, None]
threads = [
    threading.Thread(target=count_tokens, args=(results, index))
    for index in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
# To Python a thread has ended before OpenSSL has freed what it kept for it.
while len(os.listdir("/proc/self/task")) > 1:
    os.sched_yield()
print(*results)
