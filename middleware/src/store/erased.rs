//! A store whose type is forgotten, so that layers and extractors need not name it.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

use super::{Entry, Expect, Page, Store, StoreError, Version};

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// [`Store`] for `dyn`.
pub(crate) trait ErasedStore: Send + Sync {
    fn load<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Entry>>;
    fn save<'a>(
        &'a self,
        key: &'a str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> Answer<'a, Version>;
    fn delete<'a>(&'a self, key: &'a str, expect: Expect) -> Answer<'a, bool>;
    fn list<'a>(&'a self, prefix: &'a str, after: Option<&'a str>) -> Answer<'a, Page>;
}

impl<S: Store> ErasedStore for S {
    fn load<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Entry>> {
        Box::pin(Store::load(self, key))
    }

    fn save<'a>(
        &'a self,
        key: &'a str,
        value: Bytes,
        time_to_live: Option<Duration>,
        expect: Expect,
    ) -> Answer<'a, Version> {
        Box::pin(Store::save(self, key, value, time_to_live, expect))
    }

    fn delete<'a>(&'a self, key: &'a str, expect: Expect) -> Answer<'a, bool> {
        Box::pin(Store::delete(self, key, expect))
    }

    fn list<'a>(&'a self, prefix: &'a str, after: Option<&'a str>) -> Answer<'a, Page> {
        Box::pin(Store::list(self, prefix, after))
    }
}
