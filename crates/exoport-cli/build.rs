//! Tells the linker what the command is.

#[path = "../../packaging/windows/resources.rs"]
mod resources;

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = Path::new("../../packaging/windows");
    resources::describe(folder, |parameters| {
        embed_resource::compile_for(folder.join("command.rc"), ["exoport"], parameters)
    });
}
