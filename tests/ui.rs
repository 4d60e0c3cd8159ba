//! What the compiler tells who writes a handler that is none.
//!
//! The wording changes from compiler to compiler, so these run where `CHAPPE_UI_TESTS` is set: `scripts/test` sets it for
//! the compiler that the messages were recorded with, and CI for whatever it has, so that they are never skipped there.
//! `TRYBUILD=overwrite CHAPPE_UI_TESTS=1 cargo test --test ui` records them anew.

#[test]
fn messages_of_the_compiler() {
    if std::env::var_os("CHAPPE_UI_TESTS").is_none() {
        println!("CHAPPE_UI_TESTS is not set: the compiler's messages are not tested");
        return;
    }
    let tests = trybuild::TestCases::new();
    tests.pass("tests/ui/pass/*.rs");
    tests.compile_fail("tests/ui/*.rs");
}
