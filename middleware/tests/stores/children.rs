//! This very program, started anew as another process.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

/// Whatever goes wrong in a test.
pub(crate) type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

const CHILD: &str = "CHAPPE_STORES_CHILD";
const ARGUMENT: &str = "CHAPPE_STORES_ARGUMENT";

/// The command that runs the test of a name as a child, with an argument for it.
pub(crate) fn command(test: &str, child: &str, argument: impl AsRef<OsStr>) -> Command {
    // A test cannot run without the program that it is in.
    let mut command = Command::new(env::current_exe().expect("the program's own path"));
    command.args(["--exact", test, "--nocapture"]).env(CHILD, child).env(ARGUMENT, argument);
    command
}

/// The argument, where this is such a child.
pub(crate) fn argument(child: &str) -> Option<PathBuf> {
    let this = env::var_os(CHILD)?;
    (this == child).then(|| env::var_os(ARGUMENT)).flatten().map(PathBuf::from)
}

/// An error with its sources.
pub(crate) fn text(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
