//! Choosing among the sizes in which a photo comes.

use std::cmp::Reverse;

use crate::types::PhotoSize;

/// The size closest to the wanted one; of two that are equally close, the first.
///
/// # Example
/// ```
/// use chappe::photo::closest;
/// use chappe::types::PhotoSize;
///
/// let size = |width, height| PhotoSize { width, height, ..PhotoSize::default() };
/// let photo = [size(90, 67), size(320, 240), size(800, 600)];
/// assert_eq!(closest(&photo, 300, 300), Some(&photo[1]));
/// ```
pub fn closest(sizes: &[PhotoSize], width: i64, height: i64) -> Option<&PhotoSize> {
    let square = |a: i64, b: i64| u128::from(a.abs_diff(b)).saturating_mul(a.abs_diff(b).into());
    sizes.iter().min_by_key(|size| square(size.width, width).saturating_add(square(size.height, height)))
}

/// The largest size.
pub fn largest(sizes: &[PhotoSize]) -> Option<&PhotoSize> {
    sizes.iter().max_by_key(|size| area(size))
}

/// The largest size of at most so many bytes, for a bot that has no use for more.
pub fn largest_within(sizes: &[PhotoSize], bytes: i64) -> Option<&PhotoSize> {
    sizes.iter().filter(|size| size.file_size.is_some_and(|size| size <= bytes)).max_by_key(|size| area(size))
}

/// The smallest size, for a preview.
pub fn smallest(sizes: &[PhotoSize]) -> Option<&PhotoSize> {
    sizes.iter().max_by_key(|size| Reverse(area(size)))
}

fn area(size: &PhotoSize) -> i128 {
    i128::from(size.width) * i128::from(size.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(width: i64, height: i64) -> PhotoSize {
        PhotoSize { width, height, file_size: Some(width), ..PhotoSize::default() }
    }

    #[test]
    fn extremes_and_limits() {
        let photo = [size(90, 67), size(1280, 960), size(320, 240)];
        assert_eq!(largest(&photo), Some(&photo[1]));
        assert_eq!(smallest(&photo), Some(&photo[0]));
        assert_eq!(largest_within(&photo, 1000), Some(&photo[2]));
        assert_eq!(largest_within(&photo, 1), None);
    }

    #[test]
    fn no_size_overflows() {
        let photo = [size(i64::MIN, i64::MIN), size(i64::MAX, i64::MAX)];
        assert_eq!(closest(&photo, i64::MAX, i64::MIN), Some(&photo[0]));
        assert_eq!(closest(&photo, i64::MAX, 0), Some(&photo[1]));
        assert_eq!(closest(&[], 1, 1), None);
        assert!(largest(&photo).is_some());
    }
}
