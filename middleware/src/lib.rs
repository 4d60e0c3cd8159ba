//! tower layers for [chappe](https://docs.rs/chappe) bots.
