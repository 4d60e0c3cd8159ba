//! The code generator.
fn main() {}
