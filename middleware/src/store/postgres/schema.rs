//! The table: its name, and how it comes to be.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};

use super::error;
use crate::store::StoreError;

/// The longest name that PostgreSQL does not cut, with room for the index's.
const LONGEST: usize = 58;
/// Of the lock that those have who make a table: any number that nobody else uses.
const LOCK: i64 = 0x0063_6861_7070_6501;

/// A table's name, fit to be part of a statement.
#[derive(Clone)]
pub(super) struct Table {
    schema: Option<String>,
    name: String,
}

impl Table {
    pub(super) fn new(name: &str) -> Result<Self, StoreError> {
        let (schema, table) =
            name.split_once('.').map_or((None, name), |(schema, table)| (Some(schema), table));
        let fits = |part: &str| {
            (1..=LONGEST).contains(&part.len())
                && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
                && !part.starts_with(|first: char| first.is_ascii_digit())
        };
        if !fits(table) || !schema.is_none_or(fits) {
            let text = format!(
                "`{}` cannot be the store's table: use `name` or `schema.name`, of at most {LONGEST} lower-case letters, \
                 digits and underscores each",
                name.escape_debug()
            );
            return Err(StoreError::Other(text.into()));
        }
        Ok(Self { schema: schema.map(str::to_owned), name: table.to_owned() })
    }

    pub(super) fn quoted(&self) -> String {
        match &self.schema {
            Some(schema) => format!("\"{schema}\".\"{}\"", self.name),
            None => format!("\"{}\"", self.name),
        }
    }

    /// Makes the table if it is not there, and looks at whether it is what the store needs.
    pub(super) async fn prepare(self, connection: &mut PgConnection) -> sqlx::Result<Result<(), StoreError>> {
        let encoding = sqlx::query("SHOW server_encoding").fetch_one(&mut *connection).await?;
        if encoding.try_get::<String, _>(0)? != "UTF8" {
            let text = "the database is not encoded in UTF-8: make one that is";
            return Ok(Err(StoreError::Other(text.into())));
        }
        // Who may not make tables can use one that is there.
        let there = "SELECT to_regclass($1) IS NOT NULL";
        if !sqlx::query(there).bind(self.quoted()).fetch_one(&mut *connection).await?.try_get(0)? {
            self.make(connection).await?;
        }
        self.check(connection).await
    }

    async fn make(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        let table = self.quoted();
        let statements = [
            format!(
                "CREATE TABLE IF NOT EXISTS {table} (key text COLLATE \"C\" PRIMARY KEY, \
                 version bigint NOT NULL, ends timestamptz, value bytea NOT NULL)"
            ),
            format!(
                "CREATE INDEX IF NOT EXISTS \"{}_ends\" ON {table} (ends) WHERE ends IS NOT NULL",
                self.name
            ),
        ];
        let mut transaction = connection.begin().await?;
        // `IF NOT EXISTS` alone fails where two do it at the same time.
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *transaction).await?;
        for statement in statements {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    async fn check(&self, connection: &mut PgConnection) -> sqlx::Result<Result<(), StoreError>> {
        let columns = "SELECT attname::text || ' ' || format_type(atttypid, atttypmod) || \
                       coalesce(' ' || (SELECT collname FROM pg_collation c \
                       WHERE c.oid = attcollation AND attname = 'key'), '') \
                       FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped";
        let rows = sqlx::query(columns).bind(self.quoted()).fetch_all(connection).await?;
        let columns: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        let wanted = ["key text C", "version bigint", "ends timestamp with time zone", "value bytea"];
        if wanted.iter().all(|wanted| columns.iter().any(|column| column == wanted)) {
            return Ok(Ok(()));
        }
        Ok(Err(error::other_table(&self.quoted(), &columns)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_at() {
        for name in ["chappe_store", "bots.sessions", "_1"] {
            assert!(Table::new(name).is_ok(), "{name}");
        }
        for name in ["", ".", "a.", ".a", "a.b.c", "1a", "A", "a b", "a\"b", "a;b", "\u{e4}", &"a".repeat(59)]
        {
            assert!(matches!(Table::new(name), Err(StoreError::Other(_))), "{name}");
        }
    }
}
