//! The statements, written for one table.

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use super::schema::Table;

/// An entry that is there: parameters are numbered as in `Store`'s operations.
const THERE: &str = "(ends IS NULL OR ends > now())";

pub(super) struct Statements {
    /// Key.
    pub(super) load: SqlStr,
    /// Key, value, version, milliseconds to live.
    pub(super) save: SqlStr,
    pub(super) save_absent: SqlStr,
    /// The same and the version expected.
    pub(super) save_version: SqlStr,
    /// Key, version expected or null.
    pub(super) delete: SqlStr,
    /// Prefix, the end of what starts with it, where to go on after, how many.
    pub(super) list: SqlStr,
    pub(super) purge: SqlStr,
}

impl Statements {
    /// The table's name is the one thing that is not a parameter, and was looked at.
    pub(super) fn new(table: &Table) -> Self {
        let table = table.quoted();
        let safe = |text: String| AssertSqlSafe(text).into_sql_str();
        let ends = "now() + $4::bigint * interval '1 millisecond'";
        let insert = format!(
            "INSERT INTO {table} AS there (key, value, version, ends) VALUES ($1, $2, $3, {ends}) \
             ON CONFLICT (key) DO UPDATE \
             SET value = excluded.value, version = excluded.version, ends = excluded.ends"
        );
        Self {
            load: safe(format!(
                "SELECT value, version, ceil(extract(epoch FROM ends - now()) * 1000)::bigint \
                 FROM {table} WHERE key = $1 AND {THERE}"
            )),
            // What is over may be written over.
            save_absent: safe(format!("{insert} WHERE there.ends <= now()")),
            save: safe(insert),
            save_version: safe(format!(
                "UPDATE {table} SET value = $2, version = $3, ends = {ends} \
                 WHERE key = $1 AND version = $5 AND {THERE}"
            )),
            delete: safe(format!(
                "DELETE FROM {table} WHERE key = $1 AND ($2::bigint IS NULL OR version = $2) AND {THERE}"
            )),
            list: safe(format!(
                "SELECT key FROM {table} WHERE key >= $1 AND ($2::text IS NULL OR key < $2) \
                 AND ($3::text IS NULL OR key > $3) AND {THERE} ORDER BY key LIMIT $4"
            )),
            // Others may be at it too, or be saving one of them.
            purge: safe(format!(
                "DELETE FROM {table} WHERE key IN (SELECT key FROM {table} WHERE ends <= now() \
                 ORDER BY ends LIMIT 1000 FOR UPDATE SKIP LOCKED)"
            )),
        }
    }
}
