"""spark.py - reads many inventories, one for each org, as one table.

Usage: spark-submit spark.py inventories/*.db

Each file is a task's, which reads it with Python's own sqlite3: neither the
extension nor a credential is needed, and no task waits for another.
"""

import contextlib
import sqlite3
import sys

from pyspark.sql import SparkSession, functions

QUERY = """
SELECT subdomain, scopeId, count(DISTINCT userId) AS users
  FROM saved_grants GROUP BY subdomain, scopeId"""
SCHEMA = "subdomain string, scopeId string, users long"


def consents(batches):
    import pandas

    for batch in batches:
        for file in batch["file"]:
            uri = f"file:{file}?mode=ro"
            with contextlib.closing(sqlite3.connect(uri, uri=True)) as inventory:
                yield pandas.read_sql(QUERY, inventory)


def main(files):
    spark = SparkSession.builder.appName("inventories").getOrCreate()
    orgs = spark.createDataFrame([(file,) for file in files], "file string")
    table = orgs.repartition(len(files)).mapInPandas(consents, SCHEMA)
    table.groupBy("scopeId").agg(
        functions.countDistinct("subdomain").alias("orgs"),
        functions.sum("users").alias("users"),
    ).orderBy(functions.desc("users"), "scopeId").show(1000, truncate=False)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:] or sys.exit(__doc__))
