//! Procedural macros of [chappe](https://docs.rs/chappe).
