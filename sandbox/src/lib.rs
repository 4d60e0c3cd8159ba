//! A Bot API server to develop and test against.
