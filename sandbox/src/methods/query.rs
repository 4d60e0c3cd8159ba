//! Later.
use super::Request;
use crate::server::Answer;
pub(crate) fn dispatch(_name: &str, _request: &mut Request<'_>) -> Option<Answer> {
    None
}
