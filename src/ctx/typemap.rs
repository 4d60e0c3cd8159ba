//! A map from types to one value each.

use std::any::{Any, TypeId};

/// One value of each type. An event has a handful, among which a look at each is quicker than a hash.
#[derive(Default)]
pub(super) struct TypeMap(Vec<(TypeId, Box<dyn Flavor>)>);

/// Any value that can be cloned.
trait Flavor: Any + Send + Sync {
    fn boxed_clone(&self) -> Box<dyn Flavor>;
    fn as_any(&self) -> &dyn Any;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<T: Clone + Send + Sync + 'static> Flavor for T {
    fn boxed_clone(&self) -> Box<dyn Flavor> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl TypeMap {
    pub(super) fn insert<T: Clone + Send + Sync + 'static>(&mut self, value: T) -> Option<T> {
        let value: Box<dyn Flavor> = Box::new(value);
        if let Some(at) = self.position::<T>() {
            return own(std::mem::replace(&mut self.0[at].1, value));
        }
        self.0.push((TypeId::of::<T>(), value));
        None
    }

    pub(super) fn get<T: 'static>(&self) -> Option<&T> {
        let (_, value) = self.0.get(self.position::<T>()?)?;
        (**value).as_any().downcast_ref()
    }

    pub(super) fn remove<T: 'static>(&mut self) -> Option<T> {
        let at = self.position::<T>()?;
        own(self.0.swap_remove(at).1)
    }

    fn position<T: 'static>(&self) -> Option<usize> {
        let wanted = TypeId::of::<T>();
        self.0.iter().position(|(id, _)| *id == wanted)
    }
}

fn own<T: 'static>(value: Box<dyn Flavor>) -> Option<T> {
    value.into_any().downcast().ok().map(|value| *value)
}

impl Clone for TypeMap {
    fn clone(&self) -> Self {
        Self(self.0.iter().map(|(id, value)| (*id, (**value).boxed_clone())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_of_each_type() {
        let mut map = TypeMap::default();
        assert_eq!(map.insert(1_u8), None);
        assert_eq!(map.insert("text"), None);
        assert_eq!(map.insert(2_u8), Some(1));
        assert_eq!((map.get::<u8>(), map.get::<&str>(), map.get::<u16>()), (Some(&2), Some(&"text"), None));
        let copy = map.clone();
        assert_eq!((map.remove::<u8>(), map.remove::<u8>()), (Some(2), None));
        assert_eq!((map.get::<&str>(), copy.get::<u8>()), (Some(&"text"), Some(&2)));
    }
}
