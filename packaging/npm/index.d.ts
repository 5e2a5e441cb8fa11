/** A connection of better-sqlite3, node:sqlite, bun:sqlite or sqlite3. */
interface Database {
  loadExtension(path: string, ...callback: any[]): unknown;
}

/** The path of the extension for this system. Throws where there is none. */
export declare function getLoadablePath(): string;

/**
 * Loads the extension into a connection. The package `sqlite3`, which is
 * asynchronous, takes a callback.
 */
export declare function load(db: Database, callback?: (error: Error | null) => void): void;
