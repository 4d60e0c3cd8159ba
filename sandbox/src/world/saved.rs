//! The world as it is written to a file.

use serde::{Deserialize, Serialize};

use super::World;

/// Tells a saved world from other JSON, and one version of it from the next.
const VERSION: u32 = 1;

/// What a file holds; borrowed to be written, owned once it was read.
#[derive(Debug, Serialize, Deserialize)]
struct Saved<W> {
    chappe_sandbox: u32,
    default_bot: i64,
    world: W,
}

/// Writes a world down.
pub(crate) fn write(world: &World, default_bot: i64) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Saved { chappe_sandbox: VERSION, default_bot, world })
}

/// Reads a world and which bot in it users talk to; the error says what is wrong with the file.
pub(crate) fn read(bytes: &[u8]) -> Result<(World, i64), String> {
    let version = serde_json::from_slice::<Version>(bytes).map_err(|error| error.to_string())?;
    if version.chappe_sandbox != VERSION {
        return Err(format!("it has version {}, and this sandbox reads {VERSION}", version.chappe_sandbox));
    }
    let saved: Saved<World> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if !saved.world.bots.contains_key(&saved.default_bot) {
        return Err(format!("its bot {} is missing", saved.default_bot));
    }
    Ok((saved.world, saved.default_bot))
}

/// The part that every version has.
#[derive(Debug, Deserialize)]
struct Version {
    chappe_sandbox: u32,
}
