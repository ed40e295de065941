//! Writes the C header from src/ffi into OUT_DIR (tests/header.rs compares it with
//! include/exoport.h), and tells the linker what the library is.

#[path = "packaging/windows/resources.rs"]
mod resources;

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=cbindgen.toml");
    println!("cargo::rerun-if-changed=src/ffi");
    let header = from_environment("OUT_DIR").join("exoport.h");
    let text = generate(&from_environment("CARGO_MANIFEST_DIR")).unwrap_or_else(|error| {
        // The library does not need the header, so the build goes on; the test that compares the
        // header shows this text and fails.
        println!("cargo::warning=include/exoport.h could not be generated: {error}");
        format!("#error \"{error}\"\n")
    });
    if let Err(error) = fs::write(&header, text) {
        println!("cargo::error=cannot write {}: {error}", header.display());
    }
    // Probing threads outlive every run, so the code must never be unmapped: dlclose would pull it out
    // from under them. On Windows src/os/windows.rs sees to it.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    let folder = Path::new("packaging/windows");
    resources::describe(folder, |parameters| {
        embed_resource::compile_for_cdylib(folder.join("library.rc"), parameters)
    });
}

fn from_environment(name: &str) -> PathBuf {
    // cargo always sets the two that are asked for.
    PathBuf::from(std::env::var_os(name).unwrap_or_default())
}

/// The header's text. Only src/ffi is read: cbindgen follows its modules, in their order.
fn generate(crate_folder: &Path) -> Result<String, String> {
    let config = cbindgen::Config::from_file(crate_folder.join("cbindgen.toml"))?;
    let bindings = cbindgen::Builder::new()
        .with_config(config)
        .with_src(crate_folder.join("src/ffi/mod.rs"))
        .generate()
        .map_err(|error| error.to_string())?;
    let mut text = Vec::new();
    bindings.write(&mut text);
    String::from_utf8(text).map_err(|error| error.to_string())
}
